package textmill.topology.badinput;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Avro and Confluent's wire format by hand, so that it can be got wrong. */
final class AvroBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Magic byte and schema id. */
    static AvroBytes of(int schemaId) {
        return new AvroBytes()
                .raw((byte) 0)
                .raw(ByteBuffer.allocate(4).putInt(schemaId).array());
    }

    AvroBytes raw(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    AvroBytes number(long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        while ((zigzag & ~0x7FL) != 0) {
            out.write((int) ((zigzag & 0x7F) | 0x80));
            zigzag >>>= 7;
        }
        out.write((int) zigzag);
        return this;
    }

    AvroBytes string(String text) {
        return string(text.getBytes(UTF_8));
    }

    AvroBytes string(byte[] utf8) {
        return number(utf8.length).raw(utf8);
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
