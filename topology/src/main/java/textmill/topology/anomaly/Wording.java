package textmill.topology.anomaly;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text and the words that it has.
 *
 * @param beginning all of it, or as much as is judged
 * @param words runs of letters and digits in lower case, in text order
 */
record Wording(String beginning, List<String> words) {
    /** Longer texts are judged, and learnt, by their beginning. */
    private static final int LONGEST = 4000;

    static Wording of(String text) {
        String beginning = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        String lower = beginning.toLowerCase(Locale.ROOT);
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= lower.length(); i++) {
            if (i < lower.length() && Character.isLetterOrDigit(lower.charAt(i))) {
                continue;
            }
            if (i > start) {
                words.add(lower.substring(start, i));
            }
            start = i + 1;
        }
        return new Wording(beginning, words);
    }
}
