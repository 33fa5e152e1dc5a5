package textmill.schema.serde;

import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * A {@code float[]} as the {@code List<Float>} that Avro's generated records ask for, without a box per element: our
 * serializer writes it in one go and our deserializer makes it. Unmodifiable.
 */
public final class FloatVector extends AbstractList<Float> implements RandomAccess {
    private final float[] values;

    private FloatVector(float[] values) {
        this.values = values;
    }

    /** Wraps the array, which from now on belongs to the vector and must not be changed. */
    public static FloatVector wrap(float... values) {
        return new FloatVector(values);
    }

    /** The value at an index, unboxed. */
    public float at(int index) {
        return values[index];
    }

    /** A copy of the values. */
    public float[] toFloats() {
        return values.clone();
    }

    float[] values() {
        return values;
    }

    @Override
    public Float get(int index) {
        return values[index];
    }

    @Override
    public int size() {
        return values.length;
    }
}
