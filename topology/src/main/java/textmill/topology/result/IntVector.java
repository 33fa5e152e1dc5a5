package textmill.topology.result;

import java.util.AbstractList;
import java.util.RandomAccess;

/** An {@code int[]} as the {@code List<Integer>} that Avro's generated records ask for. Unmodifiable. */
public final class IntVector extends AbstractList<Integer> implements RandomAccess {
    private final int[] values;

    private IntVector(int[] values) {
        this.values = values;
    }

    /** Wraps the array, which from now on belongs to the vector and must not be changed. */
    public static IntVector wrap(int... values) {
        return new IntVector(values);
    }

    @Override
    public Integer get(int index) {
        return values[index];
    }

    @Override
    public int size() {
        return values.length;
    }
}
