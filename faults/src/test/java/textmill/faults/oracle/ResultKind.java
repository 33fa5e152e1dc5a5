package textmill.faults.oracle;

import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import textmill.events.TextAnomaly;
import textmill.events.TextClassification;
import textmill.events.TextEmbedding;

/**
 * How results of one kind are read.
 *
 * @param <T> their record
 */
public final class ResultKind<T extends SpecificRecord> {
    /** Vectors are the embeddings. */
    public static final ResultKind<TextEmbedding> EMBEDDINGS = new ResultKind<>(
            new TextEmbedding(),
            (record, result) -> new OutputRecord(
                    record.partition(),
                    record.offset(),
                    record.key(),
                    result.getSourceTopic(),
                    result.getSourcePartition(),
                    result.getSourceOffset(),
                    result.getEmbedding()));

    /** Vectors are the scores, greatest first. */
    public static final ResultKind<TextClassification> CLASSIFICATIONS = new ResultKind<>(
            new TextClassification(),
            (record, result) -> new OutputRecord(
                    record.partition(),
                    record.offset(),
                    record.key(),
                    result.getSourceTopic(),
                    result.getSourcePartition(),
                    result.getSourceOffset(),
                    result.getScores()));

    /** Vectors are p, the threshold, how many texts were known, whether it is an alarm, and whether it is warming up. */
    public static final ResultKind<TextAnomaly> ANOMALIES = new ResultKind<>(
            new TextAnomaly(),
            (record, result) -> new OutputRecord(
                    record.partition(),
                    record.offset(),
                    record.key(),
                    result.getSourceTopic(),
                    result.getSourcePartition(),
                    result.getSourceOffset(),
                    List.of(
                            (float) result.getP(),
                            (float) result.getThreshold(),
                            (float) result.getTexts(),
                            result.getAlarm() ? 1f : 0f,
                            result.getWarming() ? 1f : 0f)));

    private final T example;
    private final BiFunction<ConsumerRecord<byte[], byte[]>, T, OutputRecord> maker;

    private ResultKind(T example, BiFunction<ConsumerRecord<byte[], byte[]>, T, OutputRecord> maker) {
        this.example = example;
        this.maker = maker;
    }

    OutputRecord read(ConsumerRecord<byte[], byte[]> record, BinaryDecoder payload) throws IOException {
        return maker.apply(record, new SpecificDatumReader<T>(example.getSchema()).read(null, payload));
    }
}
