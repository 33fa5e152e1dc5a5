package textmill.cli.topics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.util.Utf8;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.cli.topics.RecordValues.Value.Found;

/** How values of schemas are shown that are not ours. */
class ResultFormatTest {
    private static final ConsumerRecord<byte[], byte[]> RECORD =
            new ConsumerRecord<>("others", 2, 7, null, new byte[] {1});

    static Stream<Arguments> values() {
        Schema colour = SchemaBuilder.enumeration("Colour").symbols("RED");
        Schema pair = SchemaBuilder.fixed("Pair").size(2);
        Schema odd = SchemaBuilder.record("Odd")
                .fields()
                .requiredDouble("nan")
                .requiredBytes("bytes")
                .name("pair")
                .type(pair)
                .noDefault()
                .endRecord();
        return Stream.of(
                Arguments.of("a \"text\"\u0007", "\"a \\\"text\\\"\\u0007\""),
                Arguments.of("", "\"\""),
                Arguments.of(5L, "5"),
                Arguments.of(true, "true"),
                Arguments.of(Double.NaN, "\"NaN\""),
                Arguments.of(Float.NEGATIVE_INFINITY, "\"-Infinity\""),
                Arguments.of(List.of(new Utf8("a"), 1), "[\"a\",1]"),
                Arguments.of(Map.of(new Utf8("k\"k"), new Utf8("v")), "{\"k\\\"k\":\"v\"}"),
                Arguments.of(new GenericData.EnumSymbol(colour, "RED"), "\"RED\""),
                Arguments.of(new GenericData.Fixed(pair, new byte[] {1, -2}), "[1,-2]"),
                Arguments.of(
                        new GenericRecordBuilder(odd)
                                .set("nan", Double.NaN)
                                .set("bytes", ByteBuffer.wrap(new byte[] {65, 7}))
                                .set("pair", new GenericData.Fixed(pair, new byte[] {3, 4}))
                                .build(),
                        "{\"nan\":\"NaN\",\"bytes\":\"A\\u0007\",\"pair\":[3,4]}"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void shouldWriteJsonWhateverTheValueIs(Object value, String expected) throws IOException {
        ObjectMapper mapper = new ObjectMapper();

        JsonNode line = mapper.readTree(new ResultFormat(true).line(RECORD, new Found(value)));

        assertThat(line.path("value")).isEqualTo(mapper.readTree(expected));
        assertThat(new ResultFormat(false).line(RECORD, new Found(value)))
                .startsWith("others-2@7  ")
                .doesNotContain("\u0007");
    }

    @ParameterizedTest
    @MethodSource("bytes")
    void shouldWriteBytesInBase64(byte[] value, String expected) throws IOException {
        JsonNode line = new ObjectMapper().readTree(new ResultFormat(true).line(RECORD, new Found(value)));

        assertThat(line.path("value_base64").asText()).isEqualTo(expected);
        assertThat(new ResultFormat(false).line(RECORD, new Found(value)))
                .isEqualTo("others-2@7  " + value.length + " bytes");
    }

    static Stream<Arguments> bytes() {
        return Stream.of(Arguments.of(new byte[] {}, ""), Arguments.of(new byte[] {-1, 0}, "/wA="));
    }
}
