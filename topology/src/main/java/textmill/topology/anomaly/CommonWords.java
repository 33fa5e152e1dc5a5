package textmill.topology.anomaly;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How common words are in English: shares by Zipf's law with Mandelbrot's shift over the ranks of a list of words, the
 * commonest first (those of bert-base-uncased's vocabulary, which stand in that order). Of a word that is not among them,
 * so of any in another language, a stream is expected to say nothing.
 */
final class CommonWords {
    /** Share of a word that is not in the list. */
    static final float UNKNOWN = 2e-7f;

    private static final String LIST = "words.txt";
    private static final double SHIFT = 8;
    private static final double EXPONENT = 1.05;

    /** What share of all words those of the list have together. */
    private static final double COVERED = 0.92;

    private static final Map<String, Float> SHARES = Map.copyOf(shares(WordList.lines(LIST)));

    private CommonWords() {}

    /** Share of a word in lower case among the words of a text, above 0. */
    static float share(String word) {
        return SHARES.getOrDefault(word, UNKNOWN);
    }

    private static Map<String, Float> shares(List<String> words) {
        double sum = 0;
        for (int rank = 0; rank < words.size(); rank++) {
            sum += weight(rank);
        }
        Map<String, Float> shares = new HashMap<>();
        for (int rank = 0; rank < words.size(); rank++) {
            shares.put(words.get(rank), (float) (COVERED * weight(rank) / sum));
        }
        return shares;
    }

    private static double weight(int rank) {
        return 1 / StrictMath.pow(rank + SHIFT, EXPONENT);
    }
}
