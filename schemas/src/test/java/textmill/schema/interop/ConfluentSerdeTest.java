package textmill.schema.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.events.TextEvent;
import textmill.schema.registry.RegistryUnavailableException;
import textmill.schema.registry.RestSchemaRegistry;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.BadRecordReason;
import textmill.schema.serde.SerdeClass;
import textmill.schema.serde.WireFormat;
import textmill.schema.text.ExtractedText;
import textmill.schema.text.TextExtractor;
import textmill.schema.text.TextFormat;

/** Our serdes and Confluent's, on the same records and the same registry. */
@ExtendWith(RealRegistry.class)
class ConfluentSerdeTest {
    private static final String SERIALIZER = "io.confluent.kafka.serializers.KafkaAvroSerializer";
    private static final String DESERIALIZER = "io.confluent.kafka.serializers.KafkaAvroDeserializer";

    private final String topic = "texts-" + UUID.randomUUID();

    static Stream<SpecificRecordBase> records() {
        return textmill.schema.serde.SampleRecords.all();
    }

    @Test
    void shouldRunAgainstConfluentsRealClasses() {
        // Not some stand-in of ours or a relocated copy
        try (Serializer<Object> serializer = confluentSerializer(Map.of(), false)) {
            assertThat(serializer.getClass().getName()).isEqualTo(SERIALIZER);
            assertThat(serializer.getClass().getSuperclass().getPackageName()).startsWith("io.confluent.");
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void shouldWriteTheSameBytes(SpecificRecordBase record) {
        byte[] confluents = write(confluentSerializer(Map.of(), false), record);
        byte[] ours = write(ourSerializer(Map.of(), false), record);

        assertThat(ours).isEqualTo(confluents).hasSizeGreaterThan(WireFormat.HEADER);
    }

    @ParameterizedTest
    @MethodSource("records")
    void shouldWriteTheSameBytesWhicheverRegistersFirst(SpecificRecordBase record) {
        byte[] ours = write(ourSerializer(Map.of(), true), record);
        byte[] confluents = write(confluentSerializer(Map.of(), true), record);

        assertThat(ours).isEqualTo(confluents);
    }

    @ParameterizedTest
    @MethodSource("records")
    void shouldReadWhatConfluentsWrites(SpecificRecordBase record) {
        byte[] bytes = write(confluentSerializer(Map.of(), false), record);

        assertThat(read(ourDeserializer(Map.of("specific.avro.reader", true)), bytes))
                .isEqualTo(record);
        assertThat(read(ourDeserializer(Map.of()), bytes))
                .isInstanceOf(GenericRecord.class)
                .isEqualTo(read(confluentDeserializer(Map.of()), bytes));
    }

    @ParameterizedTest
    @MethodSource("records")
    void shouldWriteWhatConfluentsReads(SpecificRecordBase record) {
        byte[] bytes = write(ourSerializer(Map.of(), false), record);

        assertThat(read(confluentDeserializer(Map.of("specific.avro.reader", true)), bytes))
                .isInstanceOf(record.getClass())
                .isEqualTo(record);
    }

    @ParameterizedTest
    @MethodSource("records")
    void shouldWriteGenericRecordsInTheSameBytes(SpecificRecordBase record) {
        byte[] bytes = write(ourSerializer(Map.of(), false), record);
        Object generic = read(ourDeserializer(Map.of()), bytes);

        assertThat(write(ourSerializer(Map.of(), false), generic))
                .isEqualTo(bytes)
                .isEqualTo(write(confluentSerializer(Map.of(), false), generic));
    }

    static Stream<Object> primitives() {
        return Stream.of("text ä", 7, Long.MAX_VALUE, 1.5f, -2.5, true, new byte[] {1, 0, 2}, new byte[0]);
    }

    @ParameterizedTest
    @MethodSource("primitives")
    void shouldAgreeOnPrimitives(Object value) {
        byte[] ours = write(ourSerializer(Map.of(), true), value);
        byte[] confluents = write(confluentSerializer(Map.of(), true), value);

        assertThat(ours).isEqualTo(confluents);
        assertThat(read(ourDeserializer(Map.of()), confluents)).isEqualTo(value);
        assertThat(read(confluentDeserializer(Map.of()), ours)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"TopicNameStrategy", "RecordNameStrategy", "TopicRecordNameStrategy"})
    void shouldNameTheSameSubjects(String strategy) {
        Map<String, Object> configs =
                Map.of("value.subject.name.strategy", "io.confluent.kafka.serializers.subject." + strategy);
        TextEvent event = new TextEvent("x", null);
        RestSchemaRegistry registry = RestSchemaRegistry.connect(configs(Map.of()));

        byte[] confluents = write(confluentSerializer(configs, false), event);
        int subjects = registry.subjects().size();
        byte[] ours = write(ourSerializer(configs, false), event);

        assertThat(ours).isEqualTo(confluents);
        assertThat(registry.subjects()).hasSize(subjects);
    }

    @ParameterizedTest
    @ValueSource(strings = {"normalize.schemas", "avro.remove.java.properties"})
    void shouldRegisterTheSameSchemas(String key) {
        TextEvent event = new TextEvent("x", "y");

        byte[] confluents = write(confluentSerializer(Map.of(key, true), false), event);
        byte[] ours = write(ourSerializer(Map.of(key, true), false), event);

        assertThat(ours).isEqualTo(confluents);
    }

    @Test
    void shouldLookUpTheSameSchemas() {
        TextEvent event = new TextEvent("x", "y");
        byte[] registered = write(confluentSerializer(Map.of(), false), event);
        Map<String, Object> lookUp = Map.of("auto.register.schemas", false);
        Map<String, Object> latest = Map.of("auto.register.schemas", false, "use.latest.version", true);

        assertThat(write(ourSerializer(lookUp, false), event)).isEqualTo(registered);
        assertThat(write(ourSerializer(latest, false), event)).isEqualTo(registered);
        assertThat(write(confluentSerializer(latest, false), event)).isEqualTo(registered);
    }

    @Test
    void shouldExtractTextThroughConfluentsDeserializer() {
        byte[] bytes = write(ourSerializer(Map.of(), false), new TextEvent("hello", "1"));
        byte[] absent = write(ourSerializer(Map.of(), false), new TextEvent(null, "1"));

        for (Map<String, Object> configs :
                java.util.List.<Map<String, Object>>of(Map.of(), Map.of("specific.avro.reader", true))) {
            try (TextExtractor extractor = confluentExtractor("text", configs)) {
                assertThat(extract(extractor, bytes)).isEqualTo(new ExtractedText.Text("hello", false));
                assertThat(extract(extractor, absent)).isEqualTo(new ExtractedText.Absent());
            }
        }
    }

    @Test
    void shouldTellWhyThroughConfluentsDeserializer() {
        byte[] good = write(ourSerializer(Map.of(), false), new TextEvent("hello", "1"));
        byte[] unknown = good.clone();
        unknown[1] = 99;
        byte[] magic = good.clone();
        magic[0] = 1;

        assertThat(reason("text", unknown)).isEqualTo(BadRecordReason.UNKNOWN_SCHEMA);
        assertThat(reason("text", magic)).isEqualTo(BadRecordReason.BAD_MAGIC);
        assertThat(reason("text", new byte[] {0, 0})).isEqualTo(BadRecordReason.TOO_SHORT);
        assertThat(reason("text", Arrays.copyOf(good, good.length - 3))).isEqualTo(BadRecordReason.TRUNCATED);
        assertThat(reason("body", good)).isEqualTo(BadRecordReason.MISSING_FIELD);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500, 503})
    void shouldTellAnOutageThroughConfluentsDeserializer(int status) throws IOException {
        byte[] good = write(ourSerializer(Map.of(), false), new TextEvent("hello", "1"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = ("{\"error_code\":" + status + ",\"message\":\"no\"}")
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        Map<String, Object> ailing = Map.of(
                "schema.registry.url", "http://localhost:" + server.getAddress().getPort());
        try (TextExtractor extractor = confluentExtractor("text", ailing)) {
            assertThatThrownBy(() -> extract(extractor, good)).isInstanceOf(RegistryUnavailableException.class);
        } finally {
            server.stop(0);
        }
        try (TextExtractor extractor = confluentExtractor("text", ailing)) {
            // Now nobody listens there at all.
            assertThatThrownBy(() -> extract(extractor, good)).isInstanceOf(RegistryUnavailableException.class);
        }
    }

    private BadRecordReason reason(String path, byte[] bytes) {
        try (TextExtractor extractor = confluentExtractor(path, Map.of())) {
            return catchThrowableOfType(BadRecordException.class, () -> extract(extractor, bytes))
                    .reason();
        }
    }

    private static TextExtractor confluentExtractor(String path, Map<String, Object> configs) {
        return TextExtractor.create(new TextFormat(TextFormat.Kind.AVRO, path, DESERIALIZER), configs(configs));
    }

    private ExtractedText extract(TextExtractor extractor, byte[] bytes) {
        return extractor.extract(topic, new RecordHeaders(), bytes);
    }

    private byte[] write(Serializer<Object> serializer, Object value) {
        return Objects.requireNonNull(serializer.serialize(topic, value));
    }

    private Object read(Deserializer<Object> deserializer, byte[] bytes) {
        return Objects.requireNonNull(deserializer.deserialize(topic, bytes));
    }

    private static Serializer<Object> confluentSerializer(Map<String, Object> configs, boolean isKey) {
        return SerdeClass.serializer(SERIALIZER, configs(configs), isKey);
    }

    private static Serializer<Object> ourSerializer(Map<String, Object> configs, boolean isKey) {
        return SerdeClass.serializer(null, configs(configs), isKey);
    }

    private static Deserializer<Object> confluentDeserializer(Map<String, Object> configs) {
        return SerdeClass.deserializer(DESERIALIZER, configs(configs), false);
    }

    private static Deserializer<Object> ourDeserializer(Map<String, Object> configs) {
        return SerdeClass.deserializer(null, configs(configs), false);
    }

    private static Map<String, Object> configs(Map<String, Object> configs) {
        Map<String, Object> all = new HashMap<>();
        all.putAll(RealRegistry.configs());
        all.putAll(configs);
        return all;
    }
}
