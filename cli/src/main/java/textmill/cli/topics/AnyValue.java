package textmill.cli.topics;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import textmill.cli.console.Columns;

/** A value of whatever Avro schema: records mostly, but a string, a number or bytes are values too. */
final class AnyValue {
    /** Null is a value of Avro too, which is not the same as no value. */
    static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    private AnyValue() {}

    static Object orNull(@Nullable Object value) {
        return value == null ? NULL : value;
    }

    /** Under {@code value} as Avro's own JSON has it; bytes in Base64, under a name that says so. */
    static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof byte[] bytes) {
            json.writeFieldName("value_base64");
            json.writeBinary(bytes);
        } else {
            json.writeFieldName("value");
            json.writeRawValue(text(value));
        }
    }

    /** One line for people. */
    static String line(ConsumerRecord<?, ?> record, Object value) {
        String shown = value instanceof byte[] bytes ? bytes.length + " bytes" : text(value);
        return Columns.printable(PlainLine.place(record) + "  " + shown);
    }

    /** A record knows how its logical types are written. */
    private static String text(Object value) {
        return value instanceof IndexedRecord
                ? value.toString()
                : GenericData.get().toString(value);
    }
}
