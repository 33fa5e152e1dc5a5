package textmill.topology.anomaly;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much a text reads like an advertisement: the words and marks of a list that it has, each once and with the logarithm of
 * how much more frequent it is in unsolicited mail than in other texts, against the root of the number of its words. The list
 * says nothing of what ordinary texts are about, only of what advertisements have; what is usual for a key the distribution
 * of this score over its texts says. It was made from another half of the mails than the one that it is evaluated by
 * ({@code recipe.oddities words}).
 */
final class Advertising {
    private static final String LIST = "advertising.txt";

    /** Marks are looked up by their code, below this one. */
    private static final int MARKS = 256;

    private static final Advertising LISTED = new Advertising(WordList.lines(LIST));

    private final Map<String, Integer> places = new HashMap<>();
    private final int[] marks = new int[MARKS];
    private final float[] weights;

    /** @param lines a word or a mark, and its weight */
    private Advertising(List<String> lines) {
        weights = new float[lines.size()];
        Arrays.fill(marks, -1);
        for (int place = 0; place < weights.length; place++) {
            String[] line = lines.get(place).split(" ", 2);
            weights[place] = Float.parseFloat(line[1]);
            if (Character.isLetterOrDigit(line[0].charAt(0))) {
                places.put(line[0], place);
            } else {
                marks[line[0].charAt(0)] = place;
            }
        }
    }

    /** The score of a text, 0 or more. */
    static float of(Wording text) {
        return LISTED.score(text);
    }

    private float score(Wording text) {
        boolean[] had = new boolean[weights.length];
        for (String word : text.words()) {
            Integer place = places.get(word);
            if (place != null) {
                had[place] = true;
            }
        }
        for (int i = 0; i < text.beginning().length(); i++) {
            char character = text.beginning().charAt(i);
            if (character < MARKS && marks[character] >= 0) {
                had[marks[character]] = true;
            }
        }
        double sum = 0;
        for (int place = 0; place < had.length; place++) {
            sum += had[place] ? weights[place] : 0;
        }
        return (float) (sum / Math.sqrt(Math.max(1, text.words().size())));
    }
}
