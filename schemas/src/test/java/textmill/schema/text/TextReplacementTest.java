package textmill.schema.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.BadRecordReason;
import textmill.schema.serde.InMemoryRegistry;
import textmill.schema.serde.TextmillAvroDeserializer;
import textmill.schema.serde.TextmillAvroSerializer;

/** Another text in the place of a record's own, and nothing else changed. */
class TextReplacementTest {
    private static final Schema NESTED = new Schema.Parser().parse("""
            {"type":"record","name":"Order","namespace":"shop","fields":[
              {"name":"before","type":{"type":"map","values":"double"}},
              {"name":"inner","type":["null",{"type":"record","name":"Inner","fields":[
                {"name":"n","type":"long"},{"name":"body","type":["int","string","null"]},{"name":"after","type":"bytes"}]}]},
              {"name":"text","type":"string"},
              {"name":"end","type":{"type":"array","items":"string"}}]}""");

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final Headers none = new RecordHeaders();

    @ParameterizedTest
    @CsvSource({"text", "inner.body"})
    void shouldChangeTheTextOfAnAvroRecordAlone(String path) {
        TextmillAvroSerializer serializer = new TextmillAvroSerializer(registry);
        serializer.configure(Map.of(), false);
        TextmillAvroDeserializer deserializer = new TextmillAvroDeserializer(registry);
        deserializer.configure(Map.of(), false);
        TextExtractor extractor = TextExtractor.avro(path, registry);
        int changed = 0;
        for (Object random : new RandomData(NESTED, 300, 7L)) {
            GenericRecord record = (GenericRecord) random;
            byte[] value = Objects.requireNonNull(serializer.serialize("t", record));
            Object text = text(record, path);
            if (text instanceof Integer) {
                assertThatThrownBy(() -> extractor.replace("t", none, value, old -> "x"))
                        .isInstanceOf(BadRecordException.class);
                continue;
            }

            // When
            byte[] replaced = extractor.replace("t", none, value, old -> "<" + old + "ü>".repeat(50));

            // Then
            if (text == null) {
                assertThat(replaced).isEqualTo(value);
                continue;
            }
            changed++;
            GenericRecord read = (GenericRecord) Objects.requireNonNull(deserializer.deserialize("t", none, replaced));
            assertThat(text(read, path)).hasToString("<" + text + "ü>".repeat(50));
            assertThat(Arrays.copyOf(replaced, 5)).isEqualTo(Arrays.copyOf(value, 5));
            assertThat(extractor.replace("t", none, replaced, old -> text.toString()))
                    .isEqualTo(value);
        }
        assertThat(changed).isPositive();
    }

    private static @Nullable Object text(GenericRecord record, String path) {
        GenericRecord inner = (GenericRecord) record.get("inner");
        return path.equals("text") ? record.get("text") : inner == null ? null : inner.get("body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1.0e3,\n  \"p\" : {\"x\":[1,{\"t\":\"no\"}], \"t\": @ ,\"y\":\"\\u00e9\"} }",
                "\uFEFF{\"p\":{\"t\":@}}",
                "{\"p\":{\"\\u0074\":@},\"big\":12345678901234567890.0}",
                "{\"t\":\"outside\",\"p\":{\"q\":{\"t\":\"deeper\"},\"t\":@}}  "
            })
    void shouldChangeTheTextOfAJsonValueAlone(String template) {
        // Given a text with whatever JSON can write
        String old = "\"old \\\"q\\\" \\ud83d\\ude00 \\u0000 \\/\"";
        TextExtractor extractor = TextExtractor.json("p.t", registry);

        byte[] replaced =
                extractor.replace("t", none, template.replace("@", old).getBytes(UTF_8), text -> {
                    assertThat(text).isEqualTo("old \"q\" 😀 \0 /");
                    return "new \"ü\"\n😀";
                });

        assertThat(new String(replaced, UTF_8)).isEqualTo(template.replace("@", "\"new \\\"ü\\\"\\n😀\""));
    }

    @Test
    void shouldChangeALongTextOfAJsonValueToo() {
        String filler = "x".repeat(100_000);
        byte[] value =
                ("{\"f\":\"" + filler + "\",\"t\":\"" + filler + "\\n\",\"g\":\"" + filler + "\"}").getBytes(UTF_8);

        byte[] replaced = TextExtractor.json("t", registry).replace("t", none, value, text -> "y");

        assertThat(new String(replaced, UTF_8))
                .isEqualTo("{\"f\":\"" + filler + "\",\"t\":\"y\",\"g\":\"" + filler + "\"}");
    }

    @Test
    void shouldKeepTheNameOfTheSchemaOfFramedJson() {
        byte[] value = "\0\0\0\1\2{\"t\":\"old\"}".getBytes(UTF_8);

        assertThat(TextExtractor.json("t", registry).replace("t", none, value, text -> "new"))
                .isEqualTo("\0\0\0\1\2{\"t\":\"new\"}".getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"p\":{\"t\":\"a\",\"t\":\"b\"}}",
                "{\"p\":{\"t\":\"a\"},\"p\":{\"t\":\"b\"}}",
                "{\"p\":{\"t\":\"a\",\"t\":null}}",
                "{\"p\":{\"t\":\"a\"},\"p\":null}",
                "{\"p\":7,\"p\":{\"t\":\"b\"}}"
            })
    void shouldNotChooseBetweenTwoTexts(String json) {
        BadRecordException refused =
                catchThrowableOfType(BadRecordException.class, () -> TextExtractor.json("p.t", registry)
                        .replace("t", none, json.getBytes(UTF_8), text -> "x"));

        assertThat(refused.reason()).isEqualTo(BadRecordReason.AMBIGUOUS_FIELD);
    }

    @Test
    void shouldLeaveANullTextAsItIs() {
        byte[] value = "{\"t\" :null}".getBytes(UTF_8);

        assertThat(TextExtractor.json("t", registry).replace("t", none, value, text -> "x"))
                .isEqualTo(value);
    }

    @Test
    void shouldChangeAStringThatIsTheWholeValue() {
        TextExtractor strings = TextExtractor.create(new TextFormat(TextFormat.Kind.STRING, "", null), Map.of());

        assertThat(new String(strings.replace("t", none, "old".getBytes(UTF_8), text -> text + "ü"), UTF_8))
                .isEqualTo("oldü");
        assertThat(TextExtractor.json("", registry).replace("t", none, " \"old\"".getBytes(UTF_8), text -> "new"))
                .isEqualTo(" \"new\"".getBytes(UTF_8));
    }

    @Test
    void shouldNotWriteWhatSomebodyElseReads() {
        TextExtractor foreign = TextExtractor.deserialized("", new StringDeserializer());

        assertThatThrownBy(() -> foreign.replace("t", none, new byte[0], text -> "x"))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
