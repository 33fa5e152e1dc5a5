package textmill.schema.serde;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Where a record names its schema, and where its body begins. The name is in a header ({@code __value_schema_id}: byte 0
 * and a number, or byte 1 and a guid of 16 bytes; then the whole value is the body) or else before the body (byte 0 and a
 * number), as Confluent's own deserializers look for it.
 *
 * @param id names the schema
 * @param body index of the body's first byte in the value
 */
public record Framing(SchemaId id, int body) {
    /** Header that names the schema of a value. */
    public static final String VALUE_HEADER = "__value_schema_id";

    /** Header that names the schema of a key. */
    public static final String KEY_HEADER = "__key_schema_id";

    private static final byte NUMBER = 0;
    private static final byte GUID = 1;
    private static final int GUID_BYTES = 17;

    /** Whether there is anything that looks like the name of a schema; cheap, for those that meet other values too. */
    public static boolean isThere(Headers headers, boolean isKey, byte[] bytes) {
        return (bytes.length >= WireFormat.HEADER && bytes[0] == NUMBER)
                || headers.lastHeader(isKey ? KEY_HEADER : VALUE_HEADER) != null;
    }

    /**
     * The framing of a key or value.
     *
     * @throws BadRecordException {@code TOO_SHORT} or {@code BAD_MAGIC}
     */
    public static Framing of(Headers headers, boolean isKey, byte[] bytes) {
        String name = isKey ? KEY_HEADER : VALUE_HEADER;
        Header header = headers.lastHeader(name);
        if (header == null || header.value() == null) {
            return new Framing(new SchemaId.ById(WireFormat.schemaId(bytes)), WireFormat.HEADER);
        }
        return new Framing(inHeader(name, header.value()), 0);
    }

    /** Whatever follows the name is Protobuf's, for which this is not the place. */
    private static SchemaId inHeader(String name, byte[] value) {
        byte kind = value.length == 0 ? NUMBER : value[0];
        if (kind != NUMBER && kind != GUID) {
            throw new BadRecordException(
                    BadRecordReason.BAD_MAGIC,
                    "expected 0 or 1 as first byte of header " + name + ", found " + (kind & 0xff));
        }
        int length = kind == GUID ? GUID_BYTES : WireFormat.HEADER;
        if (value.length < length) {
            throw new BadRecordException(
                    BadRecordReason.TOO_SHORT,
                    "expected at least " + length + " bytes in header " + name + ", found " + value.length);
        }
        ByteBuffer rest = ByteBuffer.wrap(value, 1, value.length - 1);
        return kind == GUID
                ? new SchemaId.ByGuid(new UUID(rest.getLong(), rest.getLong()))
                : new SchemaId.ById(rest.getInt());
    }
}
