package textmill.schema.serde;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.schema.fuzz.Cost;
import textmill.schema.text.TextExtractor;

/** Any bytes as the name of a schema, before the value or in a header. */
class WireFormatFuzzTest {
    private static final InMemoryRegistry REGISTRY = new InMemoryRegistry();
    private static final TextExtractor AVRO = TextExtractor.avro("", REGISTRY);
    private static final TextExtractor JSON = TextExtractor.json("text", REGISTRY);

    static {
        REGISTRY.add(Schema.create(Schema.Type.STRING));
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                new byte[] {5, 0, 0, 0, 0, 1, 4, 'h', 'i'},
                new byte[] {17, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 4, 'h', 'i'},
                new byte[] {0, 0, 0, 0, 0, 1, '{', '"', 't', 'e', 'x', 't', '"', ':', '"', 'a', '"', '}'});
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldHoldForWhatIsKnown(byte[] data) {
        shouldFindTheSchemaOrSayWhyNot(data);
    }

    /** The first byte says how many of the others are a header. */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void shouldFindTheSchemaOrSayWhyNot(byte[] data) {
        int header = data.length == 0 ? 0 : Math.min(data[0] & 0x1f, data.length - 1);
        RecordHeaders headers = new RecordHeaders();
        if (header > 0) {
            headers.add(Framing.VALUE_HEADER, Arrays.copyOfRange(data, 1, 1 + header));
        }
        byte[] value = data.length == 0 ? data : Arrays.copyOfRange(data, 1 + header, data.length);
        Cost.of(data, () -> {
            attempt(() -> Framing.of(headers, false, value).id().in(REGISTRY));
            attempt(() -> AVRO.extract("t", headers, value));
            attempt(() -> JSON.extract("t", headers, value));
            attempt(() -> JSON.replace("t", headers, value, text -> text + "\"\\"));
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
