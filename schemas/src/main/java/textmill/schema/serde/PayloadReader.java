package textmill.schema.serde;

import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.ResolvingDecoder;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/** Reads one record type, with bounds on depth and on allocation, and float arrays without boxes. Not safe for concurrent use. */
final class PayloadReader extends SpecificDatumReader<Object> {
    /** Records within records; hostile bytes of a recursive schema would otherwise overflow the stack. */
    static final int MAX_DEPTH = 200;

    private final PayloadDecoder payload;
    private int depth;

    /** @param payload the decoder that {@link #read} will be given */
    PayloadReader(Schema writer, Schema reader, RecordClasses classes, PayloadDecoder payload) {
        super(writer, reader, classes);
        this.payload = payload;
    }

    Object read() throws IOException {
        return read(null, payload);
    }

    @Override
    public Object read(@Nullable Object reuse, Decoder in) throws IOException {
        depth = 0;
        return super.read(reuse, in);
    }

    @Override
    protected Object readRecord(@Nullable Object old, Schema expected, ResolvingDecoder in) throws IOException {
        if (++depth > MAX_DEPTH) {
            throw new BadRecordException(
                    BadRecordReason.CORRUPT, "records are nested more than " + MAX_DEPTH + " deep");
        }
        Object read = super.readRecord(old, expected, in);
        depth--;
        return read;
    }

    @Override
    protected Object readFixed(@Nullable Object old, Schema expected, Decoder in) throws IOException {
        // Avro allocates what the schema says before it looks at the bytes.
        requireLeft(expected.getFixedSize(), "a fixed value takes");
        return super.readFixed(old, expected, in);
    }

    @Override
    protected Object readArray(@Nullable Object old, Schema expected, ResolvingDecoder in) throws IOException {
        Schema element = expected.getElementType();
        if (element.getType() != Schema.Type.FLOAT || element.getLogicalType() != null) {
            return super.readArray(old, expected, in);
        }
        return readFloats(in);
    }

    private FloatVector readFloats(ResolvingDecoder in) throws IOException {
        float[] values = {};
        int size = 0;
        for (long block = in.readArrayStart(); block > 0; block = in.arrayNext()) {
            // Every item takes at least a byte (the writer's items may be int), so the new array is bounded too.
            requireLeft(block, "an array's numbers take at least");
            int end = Math.addExact(size, (int) block);
            if (end > values.length) {
                values = Arrays.copyOf(values, Math.max(end, size + (size >> 1)));
            }
            while (size < end) {
                values[size++] = in.readFloat();
            }
        }
        return FloatVector.wrap(size == values.length ? values : Arrays.copyOf(values, size));
    }

    private void requireLeft(long bytes, String what) {
        if (bytes > payload.left()) {
            throw new BadRecordException(
                    BadRecordReason.TRUNCATED, what + " " + bytes + " bytes, but " + payload.left() + " are left");
        }
    }
}
