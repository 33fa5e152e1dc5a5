package textmill.schema.serde;

import java.io.IOException;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** The serializer's state for one thread: a buffer, an encoder, and a writer per topic and schema. */
final class RecordWriter {
    private static final int MAX_TARGETS = 1000;

    private static final Map<Class<?>, Schema> PRIMITIVES = Map.of(
            Boolean.class, Schema.create(Schema.Type.BOOLEAN),
            Integer.class, Schema.create(Schema.Type.INT),
            Long.class, Schema.create(Schema.Type.LONG),
            Float.class, Schema.create(Schema.Type.FLOAT),
            Double.class, Schema.create(Schema.Type.DOUBLE),
            String.class, Schema.create(Schema.Type.STRING),
            byte[].class, Schema.create(Schema.Type.BYTES));

    private record TopicSchema(String topic, Schema schema) {}

    /**
     * Where one record type of one topic goes.
     *
     * @param own writes the record as it is
     * @param conversion null if the chosen schema is the record's own
     */
    private record Target(
            int id, PayloadWriter own, @Nullable Conversion conversion) {}

    /** From bytes of the record's own schema to a record of the chosen one, and out again. */
    private record Conversion(PayloadReader reader, PayloadWriter writer) {}

    private final SchemaChoice choice;
    private final Map<TopicSchema, Target> targets = new RecentlyUsed<>(MAX_TARGETS);
    private final PayloadBuffer buffer = new PayloadBuffer();
    private final PayloadDecoder decoder = new PayloadDecoder();
    private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(buffer, null);

    RecordWriter(SchemaChoice choice) {
        this.choice = choice;
    }

    byte[] write(String topic, Object data) {
        Schema schema = schemaOf(data);
        TopicSchema key = new TopicSchema(topic, schema);
        Target target = targets.get(key);
        if (target == null) {
            target = target(topic, schema, data);
            targets.put(key, target);
        }
        try {
            return encode(target, data);
        } catch (IOException | RuntimeException e) {
            // Its message may quote the record, so only its kind is told; what the encoder buffered is dropped.
            EncoderFactory.get().binaryEncoder(buffer, encoder);
            throw new BadRecordException(
                    BadRecordReason.UNWRITABLE,
                    "Cannot write a " + data.getClass().getName() + " for topic " + topic
                            + ": it does not fit the schema " + schema.getFullName() + " with id " + target.id() + " ("
                            + e.getClass().getSimpleName() + ")",
                    e);
        }
    }

    private byte[] encode(Target target, Object data) throws IOException {
        buffer.restart();
        if (data instanceof byte[] raw) {
            buffer.write(raw, 0, raw.length); // As Confluent does: no length before it.
            return buffer.finish(target.id());
        }
        target.own().write(data, encoder);
        encoder.flush();
        byte[] record = buffer.finish(target.id());
        return target.conversion() == null ? record : convert(target.conversion(), record, target.id());
    }

    private byte[] convert(Conversion conversion, byte[] own, int id) throws IOException {
        decoder.reset(own, WireFormat.HEADER, own.length - WireFormat.HEADER);
        Object converted = conversion.reader().read();
        decoder.release();
        buffer.restart();
        conversion.writer().write(converted, encoder);
        encoder.flush();
        return buffer.finish(id);
    }

    private Target target(String topic, Schema schema, Object data) {
        SchemaChoice.Chosen chosen = choice.choose(topic, schema);
        PayloadWriter own = new PayloadWriter(schema, model(data));
        if (chosen.schema().equals(schema)) {
            return new Target(chosen.id(), own, null);
        }
        PayloadReader reader = new PayloadReader(schema, chosen.schema(), RecordClasses.generic(), decoder);
        return new Target(
                chosen.id(), own, new Conversion(reader, new PayloadWriter(chosen.schema(), RecordClasses.generic())));
    }

    /** The logical types that a generated class was made with. */
    private static SpecificData model(Object data) {
        return data instanceof SpecificRecordBase ? SpecificData.getForClass(data.getClass()) : RecordClasses.generic();
    }

    private static Schema schemaOf(Object data) {
        if (data instanceof GenericContainer container) {
            return container.getSchema();
        }
        Schema schema = PRIMITIVES.get(data.getClass());
        if (schema == null) {
            throw new BadRecordException(
                    BadRecordReason.UNWRITABLE,
                    "Cannot write a " + data.getClass().getName()
                            + ": expected an Avro record, String, byte[], Boolean, Integer, Long, Float or Double");
        }
        return schema;
    }
}
