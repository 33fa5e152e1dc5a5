package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Numbers from 0 on, most of them small, as bytes: seven bits in each, the lowest first. */
final class SmallNumbers {
    private SmallNumbers() {}

    static void write(DataOutput out, int value) throws IOException {
        int left = value;
        while (left > 0x7f) {
            out.writeByte((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.writeByte(left);
    }

    static int read(DataInput in) throws IOException {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = in.readUnsignedByte();
            value |= (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
    }

    /** Numbers that rise: nearly every step fits into a byte. */
    static void writeRising(DataOutput out, int[] rising) throws IOException {
        write(out, rising.length);
        int before = 0;
        for (int value : rising) {
            write(out, value - before);
            before = value;
        }
    }

    static int[] readRising(DataInput in) throws IOException {
        int[] rising = new int[read(in)];
        int before = 0;
        for (int i = 0; i < rising.length; i++) {
            before += read(in);
            rising[i] = before;
        }
        return rising;
    }
}
