package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How often each triple of neighbouring characters occurs in a key's recent texts, in a table of {@value #SIZE} counts by
 * hash. When the table holds {@value #LIMIT} triples, every count is halved: older texts fade.
 */
final class LetterTriples {
    static final int SIZE = 4096;
    static final int LIMIT = 400_000;

    /** What every triple is given before the first text. */
    private static final double PRIOR = 0.5;

    /** Longer texts are judged, and learnt, by their beginning. */
    private static final int LONGEST = 4000;

    private static final int MULTIPLIER = 0x9E3779B1;

    private final int[] counts = new int[SIZE];
    private int total;

    /** Mean over a text's triples of minus the logarithm of their share, in nats. */
    float surprise(int[] triples) {
        double sum = 0;
        for (int triple : triples) {
            sum -= Math.log((counts[triple] + PRIOR) / (total + PRIOR * SIZE));
        }
        return (float) (sum / triples.length);
    }

    /** Learns the triples of a text, in any order. */
    void add(int[] triples) {
        for (int triple : triples) {
            counts[triple]++;
            total++;
        }
        while (total > LIMIT) {
            total = 0;
            for (int i = 0; i < SIZE; i++) {
                counts[i] >>= 1;
                total += counts[i];
            }
        }
    }

    /** Hashes of the triples of the text between two spaces, in lower case; at least one. */
    static int[] of(String text) {
        int length = Math.min(LONGEST, text.length());
        int[] triples = new int[Math.max(1, length)];
        int before = ' ';
        int middle = length > 0 ? Character.toLowerCase(text.charAt(0)) : ' ';
        for (int i = 0; i < triples.length; i++) {
            int after = i + 1 < length ? Character.toLowerCase(text.charAt(i + 1)) : ' ';
            int mixed = ((before * 31 + middle) * 31 + after) * MULTIPLIER;
            triples[i] = (mixed ^ (mixed >>> 15)) & (SIZE - 1);
            before = middle;
            middle = after;
        }
        return triples;
    }

    void write(DataOutput out) throws IOException {
        for (int count : counts) {
            out.writeInt(count);
        }
    }

    void read(DataInput in) throws IOException {
        total = 0;
        for (int i = 0; i < SIZE; i++) {
            counts[i] = in.readInt();
            total += counts[i];
        }
    }
}
