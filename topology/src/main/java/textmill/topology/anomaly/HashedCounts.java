package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How often something was seen in a key's recent texts, in a table by hash. When the table holds more than its limit, every
 * count is halved: older texts fade.
 */
final class HashedCounts {
    private static final int MULTIPLIER = 0x9E3779B1;

    private final int[] counts;
    private final int limit;
    private int total;

    /**
     * Nothing was seen.
     *
     * @param size places, a power of two
     * @param limit how much is counted before everything is halved
     */
    HashedCounts(int size, int limit) {
        this.counts = new int[size];
        this.limit = limit;
    }

    /** The place of a hash in a table of {@code size} places, a power of two. */
    static int place(int hash, int size) {
        int mixed = hash * MULTIPLIER;
        return (mixed ^ (mixed >>> 15)) & (size - 1);
    }

    int count(int place) {
        return counts[place];
    }

    /** Of all places. */
    int total() {
        return total;
    }

    void add(int place, int times) {
        counts[place] += times;
        total += times;
    }

    /** After the last of a text was added. */
    void fade() {
        while (total > limit) {
            total = 0;
            for (int i = 0; i < counts.length; i++) {
                counts[i] >>= 1;
                total += counts[i];
            }
        }
    }

    void write(DataOutput out) throws IOException {
        for (int count : counts) {
            SmallNumbers.write(out, count);
        }
    }

    void read(DataInput in) throws IOException {
        total = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = SmallNumbers.read(in);
            total += counts[i];
        }
    }
}
