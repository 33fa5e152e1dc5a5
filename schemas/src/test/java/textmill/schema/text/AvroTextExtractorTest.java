package textmill.schema.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.events.TextEvent;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.BadRecordReason;
import textmill.schema.serde.InMemoryRegistry;
import textmill.schema.serde.TextmillAvroSerializer;

class AvroTextExtractorTest {
    private static final Schema CROWDED = new Schema.Parser().parse("""
            {"type":"record","name":"Crowded","namespace":"shop","fields":[
              {"name":"n","type":"null"},{"name":"b","type":"boolean"},{"name":"i","type":"int"},{"name":"l","type":"long"},
              {"name":"f","type":"float"},{"name":"d","type":"double"},{"name":"by","type":"bytes"},
              {"name":"fx","type":{"type":"fixed","name":"Fx","size":7}},
              {"name":"e","type":{"type":"enum","name":"E","symbols":["A","B"]}},
              {"name":"a","type":{"type":"array","items":["null","string"]}},
              {"name":"m","type":{"type":"map","values":{"type":"array","items":"long"}}},
              {"name":"inner","type":["null",{"type":"record","name":"Inner","fields":[
                {"name":"before","type":"string"},{"name":"body","type":["string","null"]},{"name":"after","type":"int"}]}]},
              {"name":"text","type":"string"},
              {"name":"tree","type":["null",{"type":"record","name":"Node","fields":[
                {"name":"left","type":["null","Node"]},{"name":"leaf","type":"string"}]}]},
              {"name":"end","type":"double"}]}""");

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final TextmillAvroSerializer serializer = new TextmillAvroSerializer(registry);

    AvroTextExtractorTest() {
        serializer.configure(Map.of(), false);
    }

    @ParameterizedTest
    @CsvSource({"text", "inner.body", "tree.left.leaf", "tree.leaf"})
    void shouldFindWhatAFullReadFinds(String path) {
        int absent = 0;
        for (Object random : new RandomData(CROWDED, 500, 7L)) {
            GenericRecord record = (GenericRecord) random;
            Object expected = walk(record, path);

            ExtractedText found = extract(path, Objects.requireNonNull(serializer.serialize("t", record)));

            if (expected == null) {
                absent++;
                assertThat(found).isEqualTo(new ExtractedText.Absent());
            } else {
                assertThat(found).isEqualTo(new ExtractedText.Text(expected.toString(), false));
            }
        }
        // Both kinds must have come up, or the comparison says little.
        assertThat(absent).isBetween(path.equals("text") ? 0 : 1, 499);
    }

    @Test
    void shouldSayThatANullTextIsAbsentAndAnEmptyOneIsNot() {
        assertThat(extract("text", write(new TextEvent(null, "x")))).isEqualTo(new ExtractedText.Absent());
        assertThat(extract("text", write(new TextEvent("", "x")))).isEqualTo(new ExtractedText.Text("", false));
    }

    @Test
    void shouldTakeAStringThatIsTheWholeValue() {
        assertThat(extract("", write("whole"))).isEqualTo(new ExtractedText.Text("whole", false));
    }

    @Test
    void shouldReplaceBytesThatAreNotUtf8AndSaySo() {
        // Given "hello" with its second byte damaged
        byte[] bytes = write(new TextEvent("hello", null));
        bytes[indexOf(bytes, (byte) 'e')] = (byte) 0xC0;

        assertThat(extract("text", bytes)).isEqualTo(new ExtractedText.Text("h\uFFFDllo", true));
    }

    @Test
    void shouldNotTakeAGenuineReplacementCharacterForASubstitution() {
        assertThat(extract("text", write(new TextEvent("a\uFFFDb", null))))
                .isEqualTo(new ExtractedText.Text("a\uFFFDb", false));
    }

    static Stream<Arguments> unfitSchemas() {
        Schema noText =
                SchemaBuilder.record("shop.Order").fields().requiredInt("id").endRecord();
        Schema number =
                SchemaBuilder.record("shop.Order").fields().requiredInt("text").endRecord();
        Schema nullableNumber =
                SchemaBuilder.record("shop.Order").fields().optionalInt("text").endRecord();
        Schema nested = SchemaBuilder.record("shop.Order")
                .fields()
                .name("text")
                .type(noText)
                .noDefault()
                .endRecord();
        return Stream.of(
                Arguments.of(noText, "text", BadRecordReason.MISSING_FIELD, "has no field 'text'; it has id"),
                Arguments.of(number, "text", BadRecordReason.WRONG_FIELD_TYPE, "found Avro type int"),
                Arguments.of(nullableNumber, "text", BadRecordReason.WRONG_FIELD_TYPE, "found Avro type int"),
                Arguments.of(
                        number, "text.body", BadRecordReason.WRONG_FIELD_TYPE, "a record with field 'body' at 'text'"),
                Arguments.of(nested, "text", BadRecordReason.WRONG_FIELD_TYPE, "found Avro type record"),
                Arguments.of(nested, "text.body", BadRecordReason.MISSING_FIELD, "has no field 'body'"),
                Arguments.of(number, "", BadRecordReason.WRONG_FIELD_TYPE, "expected a string at the value"));
    }

    @ParameterizedTest
    @MethodSource("unfitSchemas")
    void shouldNameFieldAndSchemaIfTheTextIsMissingOrNoString(
            Schema schema, String path, BadRecordReason reason, String words) {
        // Whatever the record's bytes are: the schema alone decides.
        byte[] bytes = ByteBuffer.allocate(6)
                .put((byte) 0)
                .putInt(registry.add(schema))
                .array();

        BadRecordException failure = catchThrowableOfType(BadRecordException.class, () -> extract(path, bytes));

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure).hasMessageContaining("shop.Order").hasMessageContaining(words);
        assertThat(failure).hasMessageContaining(path.isEmpty() ? "the value itself" : "field '" + path + "'");
    }

    @Test
    void shouldRefuseABranchWithoutTextWhereAnotherBranchHasIt() {
        Schema schema = new Schema.Parser()
                .parse(
                        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"text\",\"type\":[\"string\",\"int\"]}]}");
        GenericRecord text = new GenericData.Record(schema);
        text.put("text", "yes");
        GenericRecord number = new GenericData.Record(schema);
        number.put("text", 7);

        assertThat(extract("text", write(text))).isEqualTo(new ExtractedText.Text("yes", false));
        assertThatThrownBy(() -> extract("text", write(number)))
                .isInstanceOfSatisfying(BadRecordException.class, e -> assertThat(e.reason())
                        .isEqualTo(BadRecordReason.WRONG_FIELD_TYPE));
    }

    private static final String ALTERNATIVES = """
            [{"type":"record","name":"shop.Note","fields":[{"name":"text","type":"string"}]},
             {"type":"record","name":"shop.Order","fields":[{"name":"id","type":"int"}]},
             {"type":"record","name":"shop.Count","fields":[{"name":"text","type":"int"}]},
             "null", "int"]""";

    @Test
    void shouldJudgeARecordByTheBranchThatItHasChosen() {
        Schema union = new Schema.Parser().parse(ALTERNATIVES);

        assertThat(extract("text", written(union, 0, 2, 'a', 'b'))).isEqualTo(new ExtractedText.Text("ab", false));
        assertThat(extract("text", written(union, 3))).isEqualTo(new ExtractedText.Absent());
        refused("text", written(union, 1, 7), BadRecordReason.MISSING_FIELD, "record shop.Order has no field 'text'");
        refused("text", written(union, 2, 7), BadRecordReason.WRONG_FIELD_TYPE, "found Avro type int");
        refused("text", written(union, 4, 7), BadRecordReason.WRONG_FIELD_TYPE, "found Avro type int");
        refused("text", written(union, 5, 7), BadRecordReason.CORRUPT, "number 5 of 5");
    }

    @Test
    void shouldJudgeByTheBranchWhereNoBranchHasTheText() {
        Schema union = new Schema.Parser().parse(ALTERNATIVES);

        refused("body", written(union, 0, 2, 'a', 'b'), BadRecordReason.MISSING_FIELD, "shop.Note has no field 'body'");
        refused("body", written(union, 4, 7), BadRecordReason.WRONG_FIELD_TYPE, "found Avro type int");
        refused("body", written(union, 3), BadRecordReason.WRONG_FIELD_TYPE, "a union of record, record");
    }

    @Test
    void shouldJudgeByTheBranchThreeUnionsDeep() {
        Schema schema = new Schema.Parser().parse("""
                {"type":"record","name":"A","fields":[{"name":"b","type":["null",
                  {"type":"record","name":"B","fields":[{"name":"c","type":["int",
                    {"type":"record","name":"C","fields":[{"name":"text","type":["null","bytes","string"]}]},
                    {"type":"record","name":"D","fields":[{"name":"body","type":"string"}]}]}]}]}]}""");

        assertThat(extract("b.c.text", written(schema, 1, 1, 2, 2, 'a', 'b')))
                .isEqualTo(new ExtractedText.Text("ab", false));
        assertThat(extract("b.c.text", written(schema, 1, 1, 0))).isEqualTo(new ExtractedText.Absent());
        assertThat(extract("b.c.text", written(schema, 0))).isEqualTo(new ExtractedText.Absent());
        refused("b.c.text", written(schema, 1, 1, 1, 1, 'a'), BadRecordReason.WRONG_FIELD_TYPE, "Avro type bytes");
        refused("b.c.text", written(schema, 1, 0, 2), BadRecordReason.WRONG_FIELD_TYPE, "found Avro type int");
        refused("b.c.text", written(schema, 1, 2, 1, 'a'), BadRecordReason.MISSING_FIELD, "record D has no field");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'bytes'",
                "{'type':'fixed','name':'F','size':2}",
                "{'type':'enum','name':'E','symbols':['A','B']}",
                "{'type':'bytes','logicalType':'decimal','precision':4}",
                "{'type':'long','logicalType':'timestamp-millis'}",
                "{'type':'map','values':'string'}",
                "{'type':'array','items':'string'}"
            })
    void shouldNotTakeOtherTypesForText(String type) {
        byte[] bytes = written(record(type), 0, 0, 0);

        refused("text", bytes, BadRecordReason.WRONG_FIELD_TYPE, "expected a string at 'text', found Avro type");
        refused("text.body", bytes, BadRecordReason.WRONG_FIELD_TYPE, "a record with field 'body' at 'text'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'string','logicalType':'uuid'}",
                "{'type':'string','avro.java.string':'String'}",
                "{'type':'string','logicalType':'nobody-knows'}"
            })
    void shouldTakeAStringWhateverElseItsSchemaSays(String type) {
        assertThat(extract("text", written(record(type), 2, 'a', 'b'))).isEqualTo(new ExtractedText.Text("ab", false));
    }

    @Test
    void shouldReadASchemaThatAHeaderNames() {
        byte[] framed = write(new TextEvent("hello", null));
        byte[] body = Arrays.copyOfRange(framed, 5, framed.length);
        int id = ByteBuffer.wrap(framed, 1, 4).getInt();
        byte[] guid =
                ByteBuffer.allocate(17).put((byte) 1).putLong(0).putLong(id).array();

        assertThat(extract("text", named(Arrays.copyOf(framed, 5)), body))
                .isEqualTo(new ExtractedText.Text("hello", false));
        assertThat(extract("text", named(guid), body)).isEqualTo(new ExtractedText.Text("hello", false));
        refused("text", named(new byte[] {2, 0, 0, 0, 1}), body, BadRecordReason.BAD_MAGIC, "__value_schema_id");
        refused("text", named(new byte[] {}), body, BadRecordReason.TOO_SHORT, "__value_schema_id");
        refused("text", named(Arrays.copyOf(guid, 16)), body, BadRecordReason.TOO_SHORT, "17 bytes");
        refused("text", named(new byte[17]), body, BadRecordReason.UNKNOWN_SCHEMA, "schema id 0");
    }

    @Test
    void shouldNotAskForIdsBelowZero() {
        byte[] bytes = {0, -1, -1, -1, -1, 2, 'a'};

        refused("text", bytes, BadRecordReason.UNKNOWN_SCHEMA, "schema id -1; there are no negative ids");
    }

    private static Schema record(String type) {
        return new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"shop.Order\",\"fields\":[{\"name\":\"text\",\"type\":"
                        + type.replace('\'', '"') + "}]}");
    }

    /** A record of these bytes; numbers are doubled as Avro writes them, characters are not. */
    private byte[] written(Schema schema, Object... values) {
        ByteBuffer bytes = ByteBuffer.allocate(5 + values.length).put((byte) 0).putInt(registry.add(schema));
        for (Object value : values) {
            bytes.put(value instanceof Character character ? (byte) character.charValue() : (byte) ((int) value * 2));
        }
        return bytes.array();
    }

    private static RecordHeaders named(byte[] id) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("__value_schema_id", id);
        return headers;
    }

    private void refused(String path, byte[] value, BadRecordReason reason, String words) {
        refused(path, new RecordHeaders(), value, reason, words);
    }

    private void refused(String path, RecordHeaders headers, byte[] value, BadRecordReason reason, String words) {
        assertThatThrownBy(() -> extract(path, headers, value))
                .isInstanceOfSatisfying(
                        BadRecordException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(words);
    }

    @Test
    void shouldCheckTheRecordBeyondItsText() {
        byte[] whole = write(new TextEvent("hello", "id"));
        byte[] longer = Arrays.copyOf(whole, whole.length + 1);

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThat(catchThrowableOfType(BadRecordException.class, () -> extract("text", cut))
                            .reason())
                    .isIn(BadRecordReason.TOO_SHORT, BadRecordReason.TRUNCATED);
        }
        assertThat(catchThrowableOfType(BadRecordException.class, () -> extract("text", longer))
                        .reason())
                .isEqualTo(BadRecordReason.TRAILING_BYTES);
    }

    private static @Nullable Object walk(GenericRecord record, String path) {
        @Nullable Object current = record;
        for (String name : path.split("\\.", -1)) {
            current = current == null ? null : ((GenericRecord) current).get(name);
        }
        return current;
    }

    private static int indexOf(byte[] bytes, byte wanted) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        throw new AssertionError("no such byte");
    }

    private byte[] write(Object value) {
        return Objects.requireNonNull(serializer.serialize("t", value));
    }

    private ExtractedText extract(String path, byte[] value) {
        return extract(path, new RecordHeaders(), value);
    }

    private ExtractedText extract(String path, RecordHeaders headers, byte[] value) {
        try (TextExtractor extractor = TextExtractor.avro(path, registry)) {
            return extractor.extract("t", headers, value);
        }
    }
}
