package textmill.runtime.task;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a vector is written: as what, and whether number by number or as bytes. Immutable; its text is part of a model's
 * fingerprint.
 *
 * @param type how its numbers are kept
 * @param packed as bytes and not as a list of numbers
 * @param range what steps are counted in; of no meaning for other types
 */
public record VectorForm(VectorType type, boolean packed, VectorRange range) {
    private static final VectorForm PLAIN = new VectorForm(VectorType.FLOAT32, false, VectorRange.UNIT);

    /** A list of 32-bit numbers. */
    public static VectorForm plain() {
        return PLAIN;
    }

    /** True if a list of the numbers themselves is asked for. */
    public boolean isPlain() {
        return type == VectorType.FLOAT32 && !packed;
    }

    /**
     * The numbers to write: of an embedding {@code [dimensions]} as many, or an eighth of that for bits.
     *
     * @param vector stays the caller's
     */
    public float[] numbers(float[] vector) {
        if (type == VectorType.FLOAT32) {
            return vector.clone();
        }
        if (type == VectorType.FLOAT16) {
            float[] rounded = new float[vector.length];
            for (int i = 0; i < rounded.length; i++) {
                rounded[i] = Half.toFloat(Half.of(vector[i]));
            }
            return rounded;
        }
        byte[] bytes = bytes(vector);
        boolean signed = type == VectorType.INT8 || type == VectorType.BINARY;
        float[] numbers = new float[bytes.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = signed ? bytes[i] : Byte.toUnsignedInt(bytes[i]);
        }
        return numbers;
    }

    /**
     * The bytes to write, numbers in little-endian order.
     *
     * @param vector {@code [dimensions]}, stays the caller's
     */
    public byte[] bytes(float[] vector) {
        return switch (type) {
            case FLOAT32 -> {
                byte[] bytes = new byte[vector.length * Float.BYTES];
                littleEndian(bytes).asFloatBuffer().put(vector);
                yield bytes;
            }
            case FLOAT16 -> {
                byte[] bytes = new byte[vector.length * Short.BYTES];
                ByteBuffer written = littleEndian(bytes);
                for (float value : vector) {
                    written.putShort(Half.of(value));
                }
                yield bytes;
            }
            case INT8 -> steps(vector, 128);
            case UINT8 -> steps(vector, 0);
            case BINARY -> bits(vector, 128);
            case UBINARY -> bits(vector, 0);
        };
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private byte[] steps(float[] vector, int less) {
        byte[] steps = new byte[vector.length];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = (byte) (range.step(i, vector[i]) - less);
        }
        return steps;
    }

    private static byte[] bits(float[] vector, int less) {
        byte[] packed = new byte[(vector.length + Byte.SIZE - 1) / Byte.SIZE];
        for (int i = 0; i < packed.length; i++) {
            int eight = 0;
            for (int j = 0; j < Byte.SIZE; j++) {
                int at = i * Byte.SIZE + j;
                eight = eight << 1 | (at < vector.length && vector[at] > 0 ? 1 : 0);
            }
            packed[i] = (byte) (eight - less);
        }
        return packed;
    }
}
