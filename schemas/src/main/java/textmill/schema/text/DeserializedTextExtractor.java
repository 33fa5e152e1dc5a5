package textmill.schema.text;

import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.BadRecordReason;

/** A string at a path of whatever somebody else's deserializer makes: an Avro record, a map or the string itself. */
final class DeserializedTextExtractor implements TextExtractor {
    private final FieldPath path;
    private final Deserializer<?> deserializer;

    DeserializedTextExtractor(FieldPath path, Deserializer<?> deserializer) {
        this.path = path;
        this.deserializer = deserializer;
    }

    @Override
    public ExtractedText extract(String topic, Headers headers, byte[] value) {
        Object current = deserialize(topic, headers, value);
        for (int depth = 0; depth < path.depth() && current != null; depth++) {
            current = field(current, path.name(depth));
        }
        if (current == null) {
            return ExtractedText.Absent.INSTANCE;
        }
        if (current instanceof CharSequence text) {
            return ExtractedText.Text.of(text);
        }
        throw wrongType(current, "a string");
    }

    @Override
    public void close() {
        deserializer.close();
    }

    private @Nullable Object deserialize(String topic, Headers headers, byte[] value) {
        try {
            return deserializer.deserialize(topic, headers, value);
        } catch (RuntimeException | StackOverflowError e) {
            throw ForeignFailure.classify(deserializer.getClass(), headers, value, e);
        }
    }

    private @Nullable Object field(Object holder, String name) {
        if (holder instanceof IndexedRecord record) {
            Schema.Field field = record.getSchema().getField(name);
            if (field == null) {
                throw missing(name, "record " + record.getSchema().getFullName());
            }
            return record.get(field.pos());
        }
        if (holder instanceof Map<?, ?> map) {
            if (!map.containsKey(name)) {
                throw missing(name, "the map");
            }
            return map.get(name);
        }
        throw wrongType(holder, "a record with field '" + name + "'");
    }

    private BadRecordException missing(String name, String holder) {
        return new BadRecordException(
                BadRecordReason.MISSING_FIELD,
                "Cannot take " + path + " from the value: " + holder + " has no field '" + name + "'");
    }

    private BadRecordException wrongType(Object found, String expected) {
        String type = Objects.requireNonNull(found).getClass().getName();
        return new BadRecordException(
                BadRecordReason.WRONG_FIELD_TYPE,
                "Cannot take " + path + " from the value: expected " + expected + ", found a " + type);
    }
}
