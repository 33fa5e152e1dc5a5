package textmill.faults.oracle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.avro.Schema;
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
    public static final ResultKind<TextEmbedding> EMBEDDINGS =
            computed(new TextEmbedding(), TextEmbedding::getEmbedding);

    /** Vectors are the scores, greatest first. */
    public static final ResultKind<TextClassification> CLASSIFICATIONS =
            computed(new TextClassification(), TextClassification::getScores);

    /** Vectors are p, the threshold, how many texts were known, whether it is an alarm, and whether it is warming up. */
    public static final ResultKind<TextAnomaly> ANOMALIES = computed(
            new TextAnomaly(),
            result -> List.of(
                    (float) result.getP(),
                    (float) result.getThreshold(),
                    (float) result.getTexts(),
                    result.getAlarm() ? 1f : 0f,
                    result.getWarming() ? 1f : 0f));

    private final T example;
    private final BiFunction<ConsumerRecord<byte[], byte[]>, T, OutputRecord> maker;

    private ResultKind(T example, BiFunction<ConsumerRecord<byte[], byte[]>, T, OutputRecord> maker) {
        this.example = example;
        this.maker = maker;
    }

    /** Records that say where they come from in the fields that every result has. */
    private static <T extends SpecificRecord> ResultKind<T> computed(T example, Function<T, List<Float>> vector) {
        Schema schema = example.getSchema();
        int topic = schema.getField("source_topic").pos();
        int partition = schema.getField("source_partition").pos();
        int offset = schema.getField("source_offset").pos();
        return new ResultKind<>(
                example,
                (record, result) -> new OutputRecord(
                        record.partition(),
                        record.offset(),
                        record.key(),
                        String.valueOf(result.get(topic)),
                        (int) result.get(partition),
                        (long) result.get(offset),
                        vector.apply(result),
                        window(record)));
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
