package textmill.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.events.TextEmbedding;
import textmill.events.TextEvent;

class RoundTripTest {
    private final InMemoryRegistry registry = new InMemoryRegistry();

    @ParameterizedTest
    @MethodSource("textmill.schema.serde.SampleRecords#all")
    void shouldReadBackGeneratedClassesAsTheyWere(SpecificRecordBase record) {
        byte[] bytes = serializer(Map.of()).serialize("topic", record);

        Object read = deserializer(Map.of(SerdeKeys.SPECIFIC_READER, true)).deserialize("topic", bytes);

        assertThat(read).isInstanceOf(record.getClass()).isEqualTo(record);
    }

    @ParameterizedTest
    @MethodSource("textmill.schema.serde.SampleRecords#all")
    void shouldWriteTheBytesThatPlainAvroWrites(SpecificRecordBase record) throws IOException {
        byte[] bytes = serializer(Map.of()).serialize("topic", record);

        assertThat(ByteBuffer.wrap(bytes).get()).isZero();
        assertThat(ByteBuffer.wrap(bytes).getInt(1)).isEqualTo(registry.idOf("topic-value", record.getSchema()));
        assertThat(bytes).endsWith(plainAvro(record)).hasSize(WireFormat.HEADER + plainAvro(record).length);
    }

    @ParameterizedTest
    @MethodSource("textmill.schema.serde.SampleRecords#all")
    void shouldReadGenericRecordsThatPlainAvroReadsToo(SpecificRecordBase record) throws IOException {
        byte[] bytes = serializer(Map.of()).serialize("topic", record);

        Object read = deserializer(Map.of()).deserialize("topic", bytes);

        byte[] body = plainAvro(record);
        Object reference = new GenericDatumReader<>(record.getSchema())
                .read(null, DecoderFactory.get().binaryDecoder(body, null));
        assertThat(read).isInstanceOf(GenericRecord.class).isEqualTo(reference);
    }

    static Stream<Object> primitives() {
        return Stream.of(true, 7, Long.MIN_VALUE, 1.5f, -2.5, "text", new byte[] {1, 2, 3}, new byte[0]);
    }

    @ParameterizedTest
    @MethodSource("primitives")
    void shouldReadBackPrimitives(Object value) {
        byte[] bytes = serializer(Map.of()).serialize("topic", value);

        assertThat(deserializer(Map.of()).deserialize("topic", bytes)).isEqualTo(value);
    }

    @Test
    void shouldPassTombstonesThrough() {
        assertThat(serializer(Map.of()).serialize("topic", null)).isNull();
        assertThat(deserializer(Map.of()).deserialize("topic", null)).isNull();
    }

    @Test
    void shouldWriteTheNextRecordAfterOneThatDoesNotFit() {
        // Given a record whose required fields are missing
        TextmillAvroSerializer serializer = serializer(Map.of());
        TextEmbedding broken = new TextEmbedding();
        broken.put("source_topic", "x".repeat(5000));

        // When it has failed, a good one comes
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                BadRecordException.class, () -> serializer.serialize("topic", broken))
                        .reason())
                .isEqualTo(BadRecordReason.UNWRITABLE);
        byte[] bytes = serializer.serialize("topic", SampleRecords.embedding(3));

        // Then nothing of the first is left in the second
        assertThat(deserializer(Map.of(SerdeKeys.SPECIFIC_READER, true)).deserialize("topic", bytes))
                .isEqualTo(SampleRecords.embedding(3));
    }

    @Test
    void shouldBuildRecordsWithoutTrustingClassesGlobally() {
        TextEvent event = TextEvent.newBuilder().setText("hello").build();

        byte[] bytes = serializer(Map.of()).serialize("topic", event);

        assertThat(deserializer(Map.of(SerdeKeys.SPECIFIC_READER, true)).deserialize("topic", bytes))
                .isEqualTo(event);
    }

    @Test
    void shouldTakeOrdinaryFloatLists() {
        TextEmbedding boxed = SampleRecords.embedding(0);
        boxed.put("embedding", List.of(1f, 2f));
        TextEmbedding unboxed = SampleRecords.embedding(0);
        unboxed.put("embedding", FloatVector.wrap(1f, 2f));

        assertThat(serializer(Map.of()).serialize("topic", boxed))
                .isEqualTo(serializer(Map.of()).serialize("topic", unboxed));
    }

    private static byte[] plainAvro(SpecificRecordBase record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private TextmillAvroSerializer serializer(Map<String, ?> configs) {
        TextmillAvroSerializer serializer = new TextmillAvroSerializer(registry);
        serializer.configure(configs, false);
        return serializer;
    }

    private TextmillAvroDeserializer deserializer(Map<String, ?> configs) {
        TextmillAvroDeserializer deserializer = new TextmillAvroDeserializer(registry);
        deserializer.configure(configs, false);
        return deserializer;
    }
}
