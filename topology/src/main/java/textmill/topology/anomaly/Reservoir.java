package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.topology.deadletter.Origin;

/**
 * The embeddings of a key's recent normal texts: the last so many, each as one byte a dimension. A unit vector's inner
 * product with another keeps an error below 0.01 that way, and takes a quarter of the memory.
 */
final class Reservoir {
    private static final int LEVELS = 127;

    private final int capacity;
    private final List<Entry> entries = new ArrayList<>();
    private int next;

    Reservoir(int capacity) {
        this.capacity = capacity;
    }

    /**
     * A normal text.
     *
     * @param vector its embedding divided by {@code scale}, {@code [dimensions]}
     * @param scale of the largest component
     */
    private record Entry(byte[] vector, float scale, Origin origin) {
        static Entry of(float[] unit, Origin origin) {
            float largest = 0;
            for (float value : unit) {
                largest = Math.max(largest, Math.abs(value));
            }
            float scale = largest == 0 ? 1 : largest / LEVELS;
            byte[] vector = new byte[unit.length];
            for (int i = 0; i < unit.length; i++) {
                vector[i] = (byte) Math.round(unit[i] / scale);
            }
            return new Entry(vector, scale, origin);
        }

        float distance(Entry other) {
            int product = 0;
            for (int i = 0; i < vector.length; i++) {
                product += vector[i] * other.vector[i];
            }
            return Math.max(0, 1 - product * scale * other.scale);
        }
    }

    int size() {
        return entries.size();
    }

    /** Adds a text, in the place of the oldest one if there are enough. One of another model empties the reservoir. */
    void add(float[] unit, Origin origin) {
        if (!entries.isEmpty() && entries.get(0).vector.length != unit.length) {
            entries.clear();
            next = 0;
        }
        Entry entry = Entry.of(unit, origin);
        if (entries.size() < capacity) {
            entries.add(entry);
        } else {
            entries.set(next, entry);
        }
        next = (next + 1) % capacity;
    }

    /** The nearest texts by cosine distance, nearest first; none if the vectors are of another model. */
    List<Neighbour> nearest(float[] unit, int wanted) {
        if (entries.isEmpty() || entries.get(0).vector.length != unit.length) {
            return List.of();
        }
        Entry asked = Entry.of(unit, entries.get(0).origin);
        int found = 0;
        float[] distances = new float[wanted];
        @Nullable Origin[] origins = new @Nullable Origin[wanted];
        for (Entry entry : entries) {
            float distance = asked.distance(entry);
            if (found == wanted && distance >= distances[wanted - 1]) {
                continue;
            }
            int at = found < wanted ? found++ : wanted - 1;
            while (at > 0 && distances[at - 1] > distance) {
                distances[at] = distances[at - 1];
                origins[at] = origins[at - 1];
                at--;
            }
            distances[at] = distance;
            origins[at] = entry.origin;
        }
        List<Neighbour> nearest = new ArrayList<>(found);
        for (int i = 0; i < found; i++) {
            Origin origin = origins[i];
            if (origin != null) {
                nearest.add(new Neighbour(origin, distances[i]));
            }
        }
        return nearest;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(next);
        out.writeInt(entries.size());
        for (Entry entry : entries) {
            out.writeInt(entry.vector.length);
            out.write(entry.vector);
            out.writeFloat(entry.scale);
            Places.write(out, entry.origin);
        }
    }

    static Reservoir read(DataInput in, int capacity) throws IOException {
        Reservoir reservoir = new Reservoir(capacity);
        reservoir.next = in.readInt();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            byte[] vector = new byte[in.readInt()];
            in.readFully(vector);
            reservoir.entries.add(new Entry(vector, in.readFloat(), Places.read(in)));
        }
        return reservoir;
    }
}
