package textmill.schema.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.events.TextEvent;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.BadRecordReason;

class AvroTextExtractorTest extends AvroTextFixture {
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

    private static RecordHeaders named(byte[] id) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("__value_schema_id", id);
        return headers;
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
}
