package textmill.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.events.TextEvent;
import textmill.schema.registry.RegisteredSchema;
import textmill.schema.registry.RegistryRefusedException;
import textmill.schema.registry.RegistryUnavailableException;
import textmill.schema.registry.SchemaRegistry;

class SerializerSettingsTest {
    private static final Schema ORDER = SchemaBuilder.record("shop.Order")
            .fields()
            .requiredInt("id")
            .requiredString("text")
            .endRecord();

    private final InMemoryRegistry registry = new InMemoryRegistry();

    static Stream<Arguments> strategies() {
        String confluent = "io.confluent.kafka.serializers.subject.";
        return Stream.of(
                Arguments.of(Map.of(), false, "texts-value"),
                Arguments.of(Map.of(), true, "texts-key"),
                Arguments.of(
                        Map.of("value.subject.name.strategy", confluent + "RecordNameStrategy"),
                        false,
                        "textmill.events.TextEvent"),
                Arguments.of(
                        Map.of("value.subject.name.strategy", confluent + "RecordNameStrategy"), true, "texts-key"),
                Arguments.of(
                        Map.of("key.subject.name.strategy", confluent + "TopicRecordNameStrategy"),
                        true,
                        "texts-textmill.events.TextEvent"));
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void shouldRegisterUnderTheConfiguredSubject(Map<String, ?> configs, boolean isKey, String subject) {
        TextmillAvroSerializer serializer = new TextmillAvroSerializer(registry);
        serializer.configure(configs, isKey);

        byte[] bytes = write(serializer, new TextEvent("x", null));

        assertThat(WireFormat.schemaId(bytes))
                .isEqualTo(registry.latest(subject).id());
    }

    @Test
    void shouldNotRegisterIfToldSo() {
        TextmillAvroSerializer serializer = serializer(Map.of("auto.register.schemas", "false"));
        TextEvent event = new TextEvent("x", null);

        assertThatThrownBy(() -> serializer.serialize("texts", event)).isInstanceOf(RegistryRefusedException.class);
        int id = registry.register("texts-value", TextEvent.getClassSchema());

        assertThat(WireFormat.schemaId(write(serializer, event))).isEqualTo(id);
    }

    @Test
    void shouldConvertToTheLatestVersion() {
        // Given that the subject's latest version has the fields in another order, and one more
        Schema latest = SchemaBuilder.record("shop.Order")
                .fields()
                .requiredString("text")
                .name("id")
                .type()
                .longType()
                .noDefault()
                .optionalString("note")
                .endRecord();
        int id = registry.register("texts-value", latest);
        TextmillAvroSerializer serializer =
                serializer(Map.of("auto.register.schemas", false, "use.latest.version", true));

        byte[] bytes = write(serializer, order(7, "hello"));

        assertThat(WireFormat.schemaId(bytes)).isEqualTo(id);
        GenericRecord read = (GenericRecord) read(Map.of(), bytes);
        assertThat(read.getSchema()).isEqualTo(latest);
        assertThat(read.get("id")).isEqualTo(7L);
        assertThat(read.get("text")).hasToString("hello");
        assertThat(read.get("note")).isNull();
    }

    @Test
    void shouldRefuseToConvertWhatAvroCannotConvert() {
        registry.register(
                "texts-value",
                SchemaBuilder.record("shop.Order")
                        .fields()
                        .requiredString("other")
                        .endRecord());
        TextmillAvroSerializer serializer =
                serializer(Map.of("auto.register.schemas", false, "use.latest.version", true));

        assertThat(catchThrowableOfType(
                                BadRecordException.class, () -> serializer.serialize("texts", order(1, "secret")))
                        .reason())
                .isEqualTo(BadRecordReason.UNWRITABLE);
    }

    @Test
    void shouldLeaveJavaPropertiesOutIfToldSo() {
        write(serializer(Map.of()), new TextEvent("x", null));
        assertThat(registry.latest("texts-value").schema().toString()).contains("avro.java.string");

        write(serializer(Map.of("avro.remove.java.properties", true)), new TextEvent("x", null));
        assertThat(registry.latest("texts-value").schema().toString()).doesNotContain("avro.java.string");
    }

    @Test
    void shouldSayBeforeTheFirstRecordWhichIdItWillHave() {
        TextmillAvroSerializer serializer = serializer(Map.of());

        int id = serializer.prepare("texts", TextEvent.getClassSchema());

        assertThat(WireFormat.schemaId(write(serializer, new TextEvent("x", null))))
                .isEqualTo(id);
    }

    @Test
    void shouldNotQuoteTheRecordThatDoesNotFit() {
        GenericRecord record = order(1, "x");
        record.put("id", "secret");

        BadRecordException failure = catchThrowableOfType(
                BadRecordException.class, () -> serializer(Map.of()).serialize("texts", record));

        assertThat(failure.reason()).isEqualTo(BadRecordReason.UNWRITABLE);
        assertThat(failure.getMessage()).contains("shop.Order").doesNotContain("secret");
    }

    @Test
    void shouldRefuseWhatIsNoAvro() {
        assertThat(catchThrowableOfType(
                        BadRecordException.class, () -> serializer(Map.of()).serialize("texts", new Object())))
                .hasMessageContaining("java.lang.Object")
                .extracting(BadRecordException::reason)
                .isEqualTo(BadRecordReason.UNWRITABLE);
    }

    @Test
    void shouldRefuseAWrongSetting() {
        assertThatThrownBy(() -> serializer(Map.of("auto.register.schemas", "maybe")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("auto.register.schemas");
        assertThatThrownBy(() -> serializer(Map.of("value.subject.name.strategy", "mine.Strategy")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("mine.Strategy");
        assertThatThrownBy(() -> new TextmillAvroSerializer().configure(Map.of(), false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url");
    }

    @Test
    void shouldPassOutagesOnAndRecover() {
        Failing failing = new Failing(registry);
        TextmillAvroSerializer serializer = new TextmillAvroSerializer(failing);
        serializer.configure(Map.of(), false);
        TextmillAvroDeserializer deserializer = new TextmillAvroDeserializer(failing);
        deserializer.configure(Map.of(), false);
        TextEvent event = new TextEvent("x", null);

        assertThatThrownBy(() -> serializer.serialize("texts", event)).isInstanceOf(RegistryUnavailableException.class);
        failing.down = false;
        byte[] bytes = write(serializer, event);
        failing.down = true;
        assertThatThrownBy(() -> deserializer.deserialize("texts", bytes))
                .isInstanceOf(RegistryUnavailableException.class);
        failing.down = false;

        assertThat(deserializer.deserialize("texts", bytes)).isNotNull();
    }

    @Test
    void shouldNotLoadAClassThatAvroDidNotGenerate() {
        // Given a schema that bears the name of a class with a public constructor and a static trace
        Schema schema = SchemaBuilder.record(Trap.class.getName().replace('$', '.'))
                .fields()
                .requiredInt("id")
                .endRecord();
        Schema enclosing = SchemaBuilder.record("java.util.ArrayList")
                .fields()
                .requiredInt("id")
                .endRecord();
        for (Schema hostile : new Schema[] {schema, enclosing}) {
            byte[] bytes = ByteBuffer.allocate(6)
                    .put((byte) 0)
                    .putInt(registry.add(hostile))
                    .put((byte) 2)
                    .array();

            BadRecordException failure = catchThrowableOfType(
                    BadRecordException.class, () -> read(Map.of(SerdeKeys.SPECIFIC_READER, true), bytes));

            assertThat(failure.reason()).isEqualTo(BadRecordReason.INCOMPATIBLE_SCHEMA);
            assertThat(failure).hasMessageContaining(hostile.getFullName());
            assertThat(read(Map.of(), bytes)).isInstanceOf(GenericRecord.class);
        }
    }

    /** Not generated by Avro. */
    public static final class Trap {}

    private static GenericRecord order(int id, String text) {
        GenericRecord order = new GenericData.Record(ORDER);
        order.put("id", id);
        order.put("text", text);
        return order;
    }

    @Test
    void shouldReadWhatAHeaderNamesTheSchemaOf() {
        TextEvent event = new TextEvent("hello", "a-1");
        byte[] framed = write(serializer(Map.of()), event);
        byte[] body = Arrays.copyOfRange(framed, WireFormat.HEADER, framed.length);
        RecordHeaders headers = new RecordHeaders();
        headers.add("__value_schema_id", Arrays.copyOf(framed, WireFormat.HEADER));
        headers.add("__key_schema_id", new byte[] {9});
        TextmillAvroDeserializer deserializer = new TextmillAvroDeserializer(registry);
        deserializer.configure(Map.of("specific.avro.reader", true), false);

        assertThat(deserializer.deserialize("texts", headers, body)).isEqualTo(event);
        assertThat(deserializer.deserialize("texts", new RecordHeaders(), framed))
                .isEqualTo(event);
    }

    private static byte[] write(TextmillAvroSerializer serializer, Object value) {
        return Objects.requireNonNull(serializer.serialize("texts", value));
    }

    private Object read(Map<String, ?> configs, byte[] bytes) {
        TextmillAvroDeserializer deserializer = new TextmillAvroDeserializer(registry);
        deserializer.configure(configs, false);
        return Objects.requireNonNull(deserializer.deserialize("texts", bytes));
    }

    private TextmillAvroSerializer serializer(Map<String, ?> configs) {
        TextmillAvroSerializer serializer = new TextmillAvroSerializer(registry);
        serializer.configure(configs, false);
        return serializer;
    }

    private static final class Failing implements SchemaRegistry {
        private final SchemaRegistry next;
        private boolean down = true;

        Failing(SchemaRegistry next) {
            this.next = next;
        }

        @Override
        public int register(String subject, Schema schema) {
            return up().register(subject, schema);
        }

        @Override
        public int idOf(String subject, Schema schema) {
            return up().idOf(subject, schema);
        }

        @Override
        public Schema byId(int id) {
            return up().byId(id);
        }

        @Override
        public Schema byGuid(UUID guid) {
            return up().byGuid(guid);
        }

        @Override
        public RegisteredSchema latest(String subject) {
            return up().latest(subject);
        }

        private SchemaRegistry up() {
            if (down) {
                throw new RegistryUnavailableException("down", null);
            }
            return next;
        }
    }
}
