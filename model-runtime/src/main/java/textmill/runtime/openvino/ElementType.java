package textmill.runtime.openvino;

import com.sun.jna.Pointer;
import java.util.Locale;
import textmill.runtime.model.ModelInput;

/** Types of numbers that come and go, of OpenVINO's {@code ov_element_type_e}. */
enum ElementType {
    BOOLEAN(1),
    BF16(2),
    F16(3),
    F32(4),
    I32(9),
    I64(10);

    private static final int HALF_EXPONENT = 0x1f;
    private static final int HALF_MANTISSA = 0x3ff;
    private static final int HALF_BITS = 10;
    private static final float HALF_SUBNORMAL = 0x1p-24f;

    private final int code;

    ElementType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static ElementType of(ModelInput.Element element) {
        return switch (element) {
            case INT64 -> I64;
            case INT32 -> I32;
            case FLOAT -> F32;
            case BOOL -> BOOLEAN;
        };
    }

    static ElementType of(int code, String output) throws OpenVinoException {
        for (ElementType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new OpenVinoException(0, "output " + output + " is of no type that is known here (code " + code + ")");
    }

    /** A copy of numbers as 32-bit floating point. */
    float[] floats(Pointer data, int count) throws OpenVinoException {
        return switch (this) {
            case F32 -> data.getFloatArray(0, count);
            case F16 -> widened(data, count, true);
            case BF16 -> widened(data, count, false);
            default ->
                throw new OpenVinoException(0, "an output is of floats, found " + name().toLowerCase(Locale.ROOT));
        };
    }

    private static float[] widened(Pointer data, int count, boolean half) {
        short[] bits = data.getShortArray(0, count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = half ? half(bits[i]) : Float.intBitsToFloat(bits[i] << Short.SIZE);
        }
        return values;
    }

    /** IEEE 754 binary16, whose values are all values of binary32. */
    static float half(short bits) {
        int exponent = bits >> HALF_BITS & HALF_EXPONENT;
        int mantissa = bits & HALF_MANTISSA;
        float size;
        if (exponent == 0) {
            size = mantissa * HALF_SUBNORMAL;
        } else if (exponent == HALF_EXPONENT) {
            size = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            size = Math.scalb(1 + mantissa / (float) (1 << HALF_BITS), exponent - 15);
        }
        return bits < 0 ? -size : size;
    }
}
