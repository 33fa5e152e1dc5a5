package textmill.runtime.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The numbers of one tensor, row by row. Compared and printed by their hash, so that a fingerprint covers them. */
public final class Weights {
    private final float[] values;
    private final String sha256;

    /** Takes ownership of the array. */
    public Weights(float[] values) {
        this.values = values;
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        this.sha256 = Sha256.of(bytes.array());
    }

    /** How many. */
    public int size() {
        return values.length;
    }

    /** The numbers; never to be modified. */
    public float[] values() {
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Weights weights && weights.sha256.equals(sha256);
    }

    @Override
    public int hashCode() {
        return sha256.hashCode();
    }

    @Override
    public String toString() {
        return sha256;
    }
}
