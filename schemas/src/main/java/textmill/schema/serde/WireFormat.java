package textmill.schema.serde;

/**
 * Confluent's wire format: a zero byte and the schema id, big-endian, before every record.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format">Confluent,
 *     wire format</a>
 */
public final class WireFormat {
    /** Bytes before the Avro body. */
    public static final int HEADER = 5;

    private static final byte MAGIC = 0;

    private WireFormat() {}

    /**
     * The schema id of a record.
     *
     * @throws BadRecordException {@code TOO_SHORT} or {@code BAD_MAGIC}
     */
    public static int schemaId(byte[] record) {
        if (record.length < HEADER) {
            throw new BadRecordException(
                    BadRecordReason.TOO_SHORT,
                    "expected at least " + HEADER + " bytes (magic byte and schema id), found " + record.length);
        }
        if (record[0] != MAGIC) {
            throw new BadRecordException(
                    BadRecordReason.BAD_MAGIC,
                    "expected a record in Confluent's wire format, whose first byte is 0, found first byte "
                            + (record[0] & 0xff));
        }
        return (record[1] & 0xff) << 24 | (record[2] & 0xff) << 16 | (record[3] & 0xff) << 8 | (record[4] & 0xff);
    }

    static void writeHeader(byte[] target, int id) {
        target[0] = MAGIC;
        target[1] = (byte) (id >>> 24);
        target[2] = (byte) (id >>> 16);
        target[3] = (byte) (id >>> 8);
        target[4] = (byte) id;
    }
}
