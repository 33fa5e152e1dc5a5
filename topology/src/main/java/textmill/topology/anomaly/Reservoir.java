package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.topology.deadletter.Origin;

/** The embeddings of a key's recent normal texts: the last so many. */
final class Reservoir {
    private final int capacity;
    private final List<Entry> entries = new ArrayList<>();
    private int next;

    Reservoir(int capacity) {
        this.capacity = capacity;
    }

    /** A normal text. */
    private record Entry(SmallVector vector, Origin origin) {}

    int size() {
        return entries.size();
    }

    /** Adds a text, in the place of the oldest one if there are enough. One of another model empties the reservoir. */
    void add(SmallVector vector, Origin origin) {
        if (!entries.isEmpty() && !entries.get(0).vector.isComparableWith(vector)) {
            entries.clear();
            next = 0;
        }
        Entry entry = new Entry(vector, origin);
        if (entries.size() < capacity) {
            entries.add(entry);
        } else {
            entries.set(next, entry);
        }
        next = (next + 1) % capacity;
    }

    /** The nearest texts by cosine distance, nearest first; none if the vectors are of another model. */
    List<Neighbour> nearest(SmallVector asked, int wanted) {
        if (entries.isEmpty() || !entries.get(0).vector.isComparableWith(asked)) {
            return List.of();
        }
        SmallVector.Distances from = SmallVector.from(asked);
        int found = 0;
        float[] distances = new float[wanted];
        @Nullable Origin[] origins = new @Nullable Origin[wanted];
        for (Entry entry : entries) {
            float distance = from.to(entry.vector);
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
            entry.vector.write(out);
            Places.write(out, entry.origin);
        }
    }

    static Reservoir read(DataInput in, int capacity) throws IOException {
        Reservoir reservoir = new Reservoir(capacity);
        reservoir.next = in.readInt();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            reservoir.entries.add(new Entry(SmallVector.read(in), Places.read(in)));
        }
        return reservoir;
    }
}
