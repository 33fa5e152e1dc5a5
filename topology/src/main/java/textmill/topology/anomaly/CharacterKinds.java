package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which kinds of characters a key's recent texts have, and how many: capitals, other letters, digits, and each mark of ASCII
 * as a kind of its own. Questions among statements show in it, dialogue, shouting, lists, prices.
 */
final class CharacterKinds {
    /** The marks of ASCII by their codes; the codes of letters and digits stand for the other kinds. */
    static final int SIZE = 128;

    private static final int LIMIT = 400_000;
    private static final int OTHER = 127;
    private static final double PRIOR = 0.5;

    private final HashedCounts counts = new HashedCounts(SIZE, LIMIT);

    /**
     * The divergence (Kullback, Leibler) of a text's kinds from the key's, in nats, times the root of the text's length: of two
     * texts with the same shares the longer one is the more unusual, and by chance a short one diverges the more.
     *
     * @param kinds how many characters of each kind, {@code [SIZE]}
     */
    float divergence(int[] kinds) {
        int length = 0;
        for (int kind : kinds) {
            length += kind;
        }
        if (length == 0) {
            return 0;
        }
        double sum = 0;
        double all = counts.total() + PRIOR * SIZE;
        for (int kind = 0; kind < SIZE; kind++) {
            if (kinds[kind] > 0) {
                double expected = (counts.count(kind) + PRIOR) / all * length;
                sum += kinds[kind] * Math.log(kinds[kind] / expected);
            }
        }
        return (float) (sum / Math.sqrt(length));
    }

    /** Learns the kinds of a text. */
    void add(int[] kinds) {
        for (int kind = 0; kind < SIZE; kind++) {
            if (kinds[kind] > 0) {
                counts.add(kind, kinds[kind]);
            }
        }
        counts.fade();
    }

    /** How many characters of each kind a text has, {@code [SIZE]}. */
    static int[] of(String text) {
        int[] kinds = new int[SIZE];
        for (int i = 0; i < text.length(); i++) {
            kinds[kind(text.charAt(i))]++;
        }
        return kinds;
    }

    private static int kind(char character) {
        if (Character.isUpperCase(character)) {
            return 'A';
        }
        if (Character.isLetter(character)) {
            return 'a';
        }
        if (Character.isDigit(character)) {
            return '0';
        }
        return character < SIZE ? character : OTHER;
    }

    void write(DataOutput out) throws IOException {
        counts.write(out);
    }

    void read(DataInput in) throws IOException {
        counts.read(in);
    }
}
