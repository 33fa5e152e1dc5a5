package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Rows of numbers as bytes, as {@link DataOutput#writeFloat} would write each, in one go: a saved state has tens of thousands. */
final class Floats {
    private Floats() {}

    /** The first so many. */
    static void write(DataOutput out, float[] values, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES);
        bytes.asFloatBuffer().put(values, 0, count);
        out.write(bytes.array());
    }

    /** Into the first so many. */
    static void read(DataInput in, float[] values, int count) throws IOException {
        byte[] bytes = new byte[count * Float.BYTES];
        in.readFully(bytes);
        ByteBuffer.wrap(bytes).asFloatBuffer().get(values, 0, count);
    }
}
