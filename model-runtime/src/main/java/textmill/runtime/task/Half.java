package textmill.runtime.task;

/** 16-bit floating point numbers of IEEE 754 (binary16): a sign, five bits of exponent, ten of fraction. */
final class Half {
    private static final int FRACTION_BITS = 10;
    private static final int DROPPED_BITS = 23 - FRACTION_BITS;
    private static final int BIAS = 15;
    private static final int LARGEST_EXPONENT = 31;
    private static final int INFINITY = LARGEST_EXPONENT << FRACTION_BITS;

    private Half() {}

    /** The nearest one, of two equally near ones the even one; infinity beyond 65,504. */
    static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        if (Float.isNaN(value)) {
            return (short) (sign | INFINITY | (1 << (FRACTION_BITS - 1)));
        }
        int exponent = ((bits >>> 23) & 0xFF) - 127 + BIAS;
        if (exponent >= LARGEST_EXPONENT) {
            return (short) (sign | INFINITY);
        }
        int fraction = bits & 0x7FFFFF;
        if (exponent > 0) {
            // A carry out of the fraction raises the exponent, up to infinity: the next number in both cases.
            return (short) (sign | rounded((exponent << 23) | fraction, DROPPED_BITS));
        }
        int shift = DROPPED_BITS + 1 - exponent;
        return (short) (shift > 24 ? sign : (sign | rounded(fraction | 0x800000, shift)));
    }

    private static int rounded(int bits, int dropped) {
        int half = 1 << (dropped - 1);
        int even = (bits >>> dropped) & 1;
        return (bits + half - 1 + even) >>> dropped;
    }

    /** The same number with 32 bits. */
    static float toFloat(short half) {
        int exponent = (half >>> FRACTION_BITS) & LARGEST_EXPONENT;
        int fraction = half & ((1 << FRACTION_BITS) - 1);
        float size;
        if (exponent == LARGEST_EXPONENT) {
            size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (exponent == 0) {
            size = fraction * 0x1p-24f;
        } else {
            size = Float.intBitsToFloat(((exponent - BIAS + 127) << 23) | (fraction << DROPPED_BITS));
        }
        return half < 0 ? -size : size;
    }
}
