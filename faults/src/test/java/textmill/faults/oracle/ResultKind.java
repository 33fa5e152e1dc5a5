package textmill.faults.oracle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import textmill.events.TextAnomaly;
import textmill.events.TextClassification;
import textmill.events.TextEmbedding;
import textmill.events.TextEvent;
import textmill.faults.app.StubResult;
import textmill.topology.delivery.WindowHeaders;

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
                    result.getEmbedding(),
                    window(record)));

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
                    result.getScores(),
                    window(record)));

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
                            result.getWarming() ? 1f : 0f),
                    0));

    private final T example;
    private final BiFunction<ConsumerRecord<byte[], byte[]>, T, OutputRecord> maker;

    private ResultKind(T example, BiFunction<ConsumerRecord<byte[], byte[]>, T, OutputRecord> maker) {
        this.example = example;
        this.maker = maker;
    }

    /**
     * Redacted input records. They do not say where they come from: their texts begin with partition and offset. Vectors
     * stand for the whole text.
     */
    public static ResultKind<TextEvent> redacted(String sourceTopic) {
        return new ResultKind<>(new TextEvent(), (record, event) -> {
            String text = String.valueOf(event.getText());
            String[] words = text.split(" ", 3);
            return new OutputRecord(
                    record.partition(),
                    record.offset(),
                    record.key(),
                    sourceTopic,
                    Integer.parseInt(words[0]),
                    Long.parseLong(words[1]),
                    digest(text),
                    0);
        });
    }

    /** What stands for a text. */
    public static List<Float> digest(String text) {
        List<Float> digest = new ArrayList<>();
        for (float number : StubResult.vector(text)) {
            digest.add(number);
        }
        return digest;
    }

    private static int window(ConsumerRecord<byte[], byte[]> record) {
        Header number = record.headers().lastHeader(WindowHeaders.NUMBER);
        return number == null ? 0 : Integer.parseInt(new String(number.value(), US_ASCII));
    }

    OutputRecord read(ConsumerRecord<byte[], byte[]> record, BinaryDecoder payload) throws IOException {
        return maker.apply(record, new SpecificDatumReader<T>(example.getSchema()).read(null, payload));
    }
}
