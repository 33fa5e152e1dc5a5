package textmill.schema.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.schema.registry.RegisteredSchema;
import textmill.schema.registry.RegistryRefusedException;
import textmill.schema.registry.RegistryUnavailableException;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.registry.UnreadableSchemaException;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.BadRecordReason;

/** JSON behind the schema id of Confluent's JSON Schema serializer. */
class FramedJsonTest {
    private static final int AVRO = 1;
    private static final int JSON = 2;
    private static final int PROTOBUF = 3;
    private static final int OUTAGE = 4;

    private final Types registry = new Types();
    private final TextExtractor extractor = TextExtractor.json("text", registry);

    @Test
    void shouldReadJsonBehindASchemaIdWithoutAQuestion() {
        for (int id : new int[] {AVRO, JSON, PROTOBUF, OUTAGE, 99}) {
            assertThat(extract(framed(id, "{\"text\":\"hi\"}"))).isEqualTo(new ExtractedText.Text("hi", false));
        }
        assertThat(registry.asked).isZero();
    }

    @Test
    void shouldReadJsonWhoseSchemaAHeaderNames() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("__value_schema_id", new byte[17]);

        assertThat(extractor.extract("t", headers, "{\"text\":\"hi\"}".getBytes(UTF_8)))
                .isEqualTo(new ExtractedText.Text("hi", false));
    }

    @ParameterizedTest
    @CsvSource({
        "1, set input.format=avro",
        "2, whose type is JSON",
        "3, 'PROTOBUF, which is not read'",
        "4, whose type is unknown",
        "99, whose type is unknown"
    })
    void shouldSayWhatAFramedValueIsThatIsNotJson(int id, String words) {
        for (int i = 0; i < 3; i++) {
            refused(framed(id, "\u0000\u0004secret"), words);
        }
        assertThat(registry.asked).isOne();
    }

    @Test
    void shouldNotTakeAFewZerosForAFrame() {
        refused(new byte[] {0, 0, 0, 1}, "malformed JSON");
        refused(framed(JSON, ""), "found nothing");
    }

    private void refused(byte[] value, String words) {
        assertThatThrownBy(() -> extract(value))
                .isInstanceOfSatisfying(
                        BadRecordException.class, e -> assertThat(e.reason()).isEqualTo(BadRecordReason.MALFORMED_JSON))
                .hasMessageContaining(words)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    private ExtractedText extract(byte[] value) {
        return extractor.extract("t", new RecordHeaders(), value);
    }

    private static byte[] framed(int id, String body) {
        return ("\u0000\u0000\u0000\u0000" + (char) id + body).getBytes(UTF_8);
    }

    private static final class Types implements SchemaRegistry {
        private int asked;

        @Override
        public Schema byId(int id) {
            asked++;
            return switch (id) {
                case AVRO -> Schema.create(Schema.Type.STRING);
                case JSON -> throw new UnreadableSchemaException("no", "JSON", null);
                case PROTOBUF -> throw new UnreadableSchemaException("no", "PROTOBUF", null);
                case OUTAGE -> throw new RegistryUnavailableException("down", null);
                default -> throw new RegistryRefusedException("no", 404, 40403);
            };
        }

        @Override
        public Schema byGuid(UUID guid) {
            return byId(0);
        }

        @Override
        public int register(String subject, Schema schema) {
            throw new UnsupportedOperationException("not asked here");
        }

        @Override
        public int idOf(String subject, Schema schema) {
            throw new UnsupportedOperationException("not asked here");
        }

        @Override
        public RegisteredSchema latest(String subject) {
            throw new UnsupportedOperationException("not asked here");
        }
    }
}
