package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * How often each word occurs in a key's recent texts, beside how often it does in English. A rare word, such as a name, says
 * nothing when it is new; that a common one is new, or much rarer than elsewhere, says that the text is about something else.
 */
final class WordCounts {
    static final int SIZE = 16_384;
    static final int LIMIT = 80_000;

    /** So often a word counts as seen, and as expected, before the first text. */
    private static final double PRIOR = 0.5;

    private final HashedCounts counts = new HashedCounts(SIZE, LIMIT);

    /**
     * The words of a text.
     *
     * @param places in the table, in text order; at least one
     * @param shares how common they are in English, the same order
     */
    record Words(int[] places, float[] shares) {}

    /** Mean over a text's words of the logarithm of how often they were to be expected against how often they were seen. */
    float surprise(Words words) {
        double sum = 0;
        for (int i = 0; i < words.places.length; i++) {
            double expected = (double) counts.total() * words.shares[i];
            sum += Math.log((expected + PRIOR) / (counts.count(words.places[i]) + PRIOR));
        }
        return (float) (sum / words.places.length);
    }

    /** Learns the words of a text, in any order. */
    void add(int[] places) {
        for (int place : places) {
            counts.add(place, 1);
        }
        counts.fade();
    }

    /** Where words stand in the table, and how common they are; without any word there is one empty word. */
    static Words of(List<String> words) {
        int[] places = new int[Math.max(1, words.size())];
        float[] shares = new float[places.length];
        if (words.isEmpty()) {
            shares[0] = CommonWords.UNKNOWN;
        }
        for (int i = 0; i < words.size(); i++) {
            places[i] = HashedCounts.place(words.get(i).hashCode(), SIZE);
            shares[i] = CommonWords.share(words.get(i));
        }
        return new Words(places, shares);
    }

    void write(DataOutput out) throws IOException {
        counts.write(out);
    }

    void read(DataInput in) throws IOException {
        counts.read(in);
    }
}
