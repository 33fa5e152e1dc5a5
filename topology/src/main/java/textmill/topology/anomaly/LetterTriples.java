package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How often each triple of neighbouring characters occurs in a key's recent texts, whatever their case. */
final class LetterTriples {
    static final int SIZE = 4096;
    static final int LIMIT = 400_000;

    /** What every triple is given before the first text. */
    private static final double PRIOR = 0.5;

    private final HashedCounts counts = new HashedCounts(SIZE, LIMIT);

    /** Mean over a text's triples of minus the logarithm of their share, in nats. */
    float surprise(int[] triples) {
        double sum = 0;
        double all = counts.total() + PRIOR * SIZE;
        for (int triple : triples) {
            sum -= Math.log((counts.count(triple) + PRIOR) / all);
        }
        return (float) (sum / triples.length);
    }

    /** Learns the triples of a text, in any order. */
    void add(int[] triples) {
        for (int triple : triples) {
            counts.add(triple, 1);
        }
        counts.fade();
    }

    /** Places of the triples of a text between two spaces; at least one. */
    static int[] of(String text) {
        int length = text.length();
        int[] triples = new int[Math.max(1, length)];
        int before = ' ';
        int middle = length > 0 ? Character.toLowerCase(text.charAt(0)) : ' ';
        for (int i = 0; i < triples.length; i++) {
            int after = i + 1 < length ? Character.toLowerCase(text.charAt(i + 1)) : ' ';
            triples[i] = HashedCounts.place((before * 31 + middle) * 31 + after, SIZE);
            before = middle;
            middle = after;
        }
        return triples;
    }

    void write(DataOutput out) throws IOException {
        counts.write(out);
    }

    void read(DataInput in) throws IOException {
        counts.read(in);
    }
}
