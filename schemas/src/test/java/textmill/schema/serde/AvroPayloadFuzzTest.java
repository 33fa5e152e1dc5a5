package textmill.schema.serde;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.schema.fuzz.Cost;
import textmill.schema.text.TextExtractor;

/** Any bytes behind the id of any of these schemas: a record, or a reason why not. */
class AvroPayloadFuzzTest {
    private static final List<Schema> SCHEMAS = Stream.of(
                    "\"string\"",
                    "{\"type\":\"record\",\"name\":\"Event\",\"fields\":[{\"name\":\"text\",\"type\":[\"null\",\"string\"]},"
                            + "{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"tags\",\"type\":{\"type\":\"array\",\"items\":\"string\"}}]}",
                    "{\"type\":\"record\",\"name\":\"Tree\",\"fields\":[{\"name\":\"text\",\"type\":\"string\"},"
                            + "{\"name\":\"children\",\"type\":{\"type\":\"array\",\"items\":\"Tree\"}}]}",
                    "{\"type\":\"record\",\"name\":\"Chain\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"Chain\"]},"
                            + "{\"name\":\"text\",\"type\":\"string\"}]}",
                    "{\"type\":\"record\",\"name\":\"Odd\",\"fields\":[{\"name\":\"nulls\",\"type\":{\"type\":\"array\",\"items\":\"null\"}},"
                            + "{\"name\":\"map\",\"type\":{\"type\":\"map\",\"values\":[\"int\",\"bytes\",\"double\"]}},"
                            + "{\"name\":\"kind\",\"type\":{\"type\":\"enum\",\"name\":\"Kind\",\"symbols\":[\"A\",\"B\"]}},"
                            + "{\"name\":\"hash\",\"type\":{\"type\":\"fixed\",\"name\":\"Hash\",\"size\":16}},"
                            + "{\"name\":\"when\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}},"
                            + "{\"name\":\"price\",\"type\":{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2}},"
                            + "{\"name\":\"uuid\",\"type\":{\"type\":\"string\",\"logicalType\":\"uuid\"}},"
                            + "{\"name\":\"flag\",\"type\":\"boolean\"},{\"name\":\"text\",\"type\":\"string\"}]}")
            .map(text -> new Schema.Parser().parse(text))
            .toList();

    private static final InMemoryRegistry REGISTRY = new InMemoryRegistry();
    private static final TextExtractor EXTRACTOR = TextExtractor.avro("text", REGISTRY);
    private static final TextmillAvroDeserializer GENERIC = deserializer(false);
    private static final TextmillAvroDeserializer SPECIFIC = deserializer(true);

    static {
        SCHEMAS.forEach(REGISTRY::add);
        List.of(
                        HostileSchemas.EVERYTHING,
                        HostileSchemas.CHAIN,
                        HostileSchemas.TREE,
                        HostileSchemas.NULLS,
                        HostileSchemas.EMPTY_RECORDS,
                        HostileSchemas.HUGE_FIXED,
                        HostileSchemas.MAP)
                .forEach(REGISTRY::add);
        REGISTRY.add(textmill.events.TextEvent.getClassSchema());
        REGISTRY.add(textmill.events.TextEmbedding.getClassSchema());
        REGISTRY.add(textmill.events.EntityAnnotations.getClassSchema());
    }

    private static TextmillAvroDeserializer deserializer(boolean specific) {
        TextmillAvroDeserializer deserializer = new TextmillAvroDeserializer(REGISTRY);
        deserializer.configure(
                Map.of("schema.registry.url", "http://localhost", "specific.avro.reader", Boolean.toString(specific)),
                false);
        return deserializer;
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                new byte[] {0, 0, 0, 0, 1, 4, 'h', 'i'},
                new byte[] {0, 0, 0, 0, 2, 2, 4, 'h', 'i', 2, 2, 2, 'a', 0},
                new byte[] {0, 0, 0, 0, 3, 2, 'x', 2, 2, 'y', 0, 0},
                new byte[] {0, 0, 0, 0, 4, 2, 2, 0, 2, 'x', 2, 'y', 2, 'z'},
                new byte[] {0, 0, 0, 0, 5, 2, 0, 1, 2, 'k', 0, 2, 0, 0});
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldHoldForWhatIsKnown(byte[] data) {
        shouldGiveARecordOrAReason(data);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void shouldGiveARecordOrAReason(byte[] data) {
        Cost.of(data, () -> {
            attempt(() -> GENERIC.deserialize("t", data));
            attempt(() -> SPECIFIC.deserialize("t", data));
            attempt(() -> EXTRACTOR.extract("t", new RecordHeaders(), data));
            attempt(() -> EXTRACTOR.replace("t", new RecordHeaders(), data, text -> "x" + text));
        });
    }

    private static void attempt(Runnable reading) {
        try {
            reading.run();
        } catch (BadRecordException e) {
            Cost.requireMessage(e);
        }
    }
}
