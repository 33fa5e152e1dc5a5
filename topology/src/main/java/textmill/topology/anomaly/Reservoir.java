package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import textmill.topology.deadletter.Origin;

/** The embeddings of a key's recent normal texts: the last so many. */
final class Reservoir {
    /** For each that is asked for, so many are measured: those that have the most signs in common with the text. */
    private static final int CANDIDATES = 12;

    private final int capacity;
    private final List<Entry> entries = new ArrayList<>();
    private int next;

    Reservoir(int capacity) {
        this.capacity = capacity;
    }

    /**
     * A normal text.
     *
     * @param distance to the last of its own nearest when it came, NaN if there were too few
     */
    private record Entry(SmallVector vector, Origin origin, float distance) {}

    /**
     * What is around a text.
     *
     * @param neighbours the nearest, nearest first
     * @param mean distance to these and as many more as were asked for, NaN without any
     * @param usual mean of the distances that those had to their own neighbours when they came, NaN if unknown
     */
    record Surroundings(List<Neighbour> neighbours, float mean, float usual) {
        private static final Surroundings NOTHING = new Surroundings(List.of(), Float.NaN, Float.NaN);

        /** Around a text that cannot be compared with any. */
        static Surroundings nothing() {
            return NOTHING;
        }
    }

    int size() {
        return entries.size();
    }

    /** Adds a text, in the place of the oldest one if there are enough. One of another model empties the reservoir. */
    void add(SmallVector vector, Origin origin, float distance) {
        if (!entries.isEmpty() && !entries.get(0).vector.isComparableWith(vector)) {
            entries.clear();
            next = 0;
        }
        Entry entry = new Entry(vector, origin, distance);
        if (entries.size() < capacity) {
            entries.add(entry);
        } else {
            entries.set(next, entry);
        }
        next = (next + 1) % capacity;
    }

    /**
     * What is around a text, by cosine distance; nothing if the vectors are of another model. Among many texts only those are
     * measured that have the most signs in common with it. The near ones are among them; of those that are hardly nearer than
     * any other a few may be missed ({@code ReservoirTest}).
     *
     * @param wanted so many neighbours are named
     * @param around so many are looked at, at least as many
     */
    Surroundings around(SmallVector asked, int wanted, int around) {
        if (entries.isEmpty() || !entries.get(0).vector.isComparableWith(asked)) {
            return Surroundings.nothing();
        }
        int[] differing = differing(asked);
        int most = most(differing, asked.dimensions(), CANDIDATES * around);
        SmallVector.Distances from = SmallVector.from(asked);
        int found = 0;
        float[] distances = new float[around];
        int[] places = new int[around];
        for (int i = 0; i < differing.length; i++) {
            if (differing[i] > most) {
                continue;
            }
            float distance = from.to(entries.get(i).vector);
            if (found == around && distance >= distances[around - 1]) {
                continue;
            }
            int at = found < around ? found++ : around - 1;
            while (at > 0 && distances[at - 1] > distance) {
                distances[at] = distances[at - 1];
                places[at] = places[at - 1];
                at--;
            }
            distances[at] = distance;
            places[at] = i;
        }
        return surroundings(Arrays.copyOf(distances, found), places, wanted);
    }

    private int[] differing(SmallVector asked) {
        int[] differing = new int[entries.size()];
        for (int i = 0; i < differing.length; i++) {
            differing[i] = asked.differing(entries.get(i).vector);
        }
        return differing;
    }

    /** The smallest number that so many of these reach at most; the largest if there are fewer. */
    private static int most(int[] differing, int largest, int wanted) {
        if (differing.length <= wanted) {
            return largest;
        }
        int[] counts = new int[largest + 1];
        for (int number : differing) {
            counts[number]++;
        }
        int most = 0;
        for (int reached = counts[0]; reached < wanted; reached += counts[most]) {
            most++;
        }
        return most;
    }

    private Surroundings surroundings(float[] distances, int[] places, int wanted) {
        List<Neighbour> nearest = new ArrayList<>(wanted);
        double sum = 0;
        double usual = 0;
        int known = 0;
        for (int i = 0; i < distances.length; i++) {
            Entry entry = entries.get(places[i]);
            if (i < wanted) {
                nearest.add(new Neighbour(entry.origin, distances[i]));
            }
            sum += distances[i];
            if (!Float.isNaN(entry.distance)) {
                usual += entry.distance;
                known++;
            }
        }
        return new Surroundings(
                nearest, (float) (sum / distances.length), known == 0 ? Float.NaN : (float) (usual / known));
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(next);
        out.writeInt(entries.size());
        for (Entry entry : entries) {
            entry.vector.write(out);
            Places.write(out, entry.origin);
            out.writeFloat(entry.distance);
        }
    }

    static Reservoir read(DataInput in, int capacity) throws IOException {
        Reservoir reservoir = new Reservoir(capacity);
        reservoir.next = in.readInt();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            reservoir.entries.add(new Entry(SmallVector.read(in), Places.read(in), in.readFloat()));
        }
        return reservoir;
    }
}
