package textmill.runtime.openvino;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import org.jspecify.annotations.Nullable;

/** OpenVINO's {@code ov_shape_t}. Public with public fields, because JNA reads them by reflection. */
@Structure.FieldOrder({"rank", "dims"})
public class Shape extends Structure {
    /** Bytes of the structure. */
    static final long BYTES = 2L * Long.BYTES;

    /** Number of dimensions. */
    public long rank;

    /** Their sizes, 64-bit integers. */
    public @Nullable Pointer dims;

    /** Passed itself, not by its address. */
    public static final class ByValue extends Shape implements Structure.ByValue {
        /** Without dimensions. */
        public ByValue() {}

        /** {@code [rows, width]}, or {@code [rows, width, width]}; the memory of three 64-bit integers is the caller's. */
        ByValue(Memory memory, long rows, long width, boolean square) {
            memory.setLong(0, rows);
            memory.setLong(Long.BYTES, width);
            memory.setLong(2L * Long.BYTES, width);
            rank = square ? 3 : 2;
            dims = memory;
        }
    }
}
