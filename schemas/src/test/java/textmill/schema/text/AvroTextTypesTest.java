package textmill.schema.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.BadRecordReason;

/** Which schemas have a text where it is looked for. */
class AvroTextTypesTest extends AvroTextFixture {
    private static final String ALTERNATIVES = """
            [{"type":"record","name":"shop.Note","fields":[{"name":"text","type":"string"}]},
             {"type":"record","name":"shop.Order","fields":[{"name":"id","type":"int"}]},
             {"type":"record","name":"shop.Count","fields":[{"name":"text","type":"int"}]},
             "null", "int"]""";

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

    private static Schema record(String type) {
        return new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"shop.Order\",\"fields\":[{\"name\":\"text\",\"type\":"
                        + type.replace('\'', '"') + "}]}");
    }
}
