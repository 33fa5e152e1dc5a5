package textmill.topology.anomaly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the other tasks made of a text, as far as anomalies are concerned: no model runs for it. One thread at a time. */
public final class Evidence {
    private static final double SMALLEST_PROBABILITY = 1e-6;

    private final String text;
    private final float[] scores;
    private float @Nullable [] unit;
    private List<OddSpan> spans = List.of();
    private int label = -1;
    private List<String> labels = List.of();

    private Evidence(String text) {
        this.text = text;
        this.scores = new float[Part.values().length];
        Arrays.fill(scores, Float.NaN);
    }

    /** Nothing is known of a text yet. Kinds of task tell what they know; of two of a kind the last one counts. */
    public static Evidence of(String text) {
        return new Evidence(text);
    }

    /**
     * How probable each token is to have been replaced.
     *
     * @param probabilities {@code [tokens]}, stays the caller's
     * @param starts first UTF-16 code unit of each token
     * @param ends code unit behind each token
     * @param threshold from which on a token is flagged
     */
    public Evidence replacedTokens(float[] probabilities, int[] starts, int[] ends, float threshold) {
        double sum = 0;
        double odds = 0;
        int inside = 0;
        for (int i = 0; i < probabilities.length; i++) {
            double p = Math.max(SMALLEST_PROBABILITY, Math.min(1 - SMALLEST_PROBABILITY, probabilities[i]));
            sum += p;
            odds += Math.log(p / (1 - p));
            inside += i > 0 && goesOn(starts[i], ends[i - 1]) ? 1 : 0;
        }
        int count = Math.max(1, probabilities.length);
        scores[Part.REPLACED.place()] = (float) (sum / count);
        scores[Part.REPLACED_ODDS.place()] =
                (float) (probabilities.length == 0 ? Math.log(SMALLEST_PROBABILITY) : odds / count);
        scores[Part.FRAGMENTS.place()] = (float) inside / count;
        List<OddSpan> odd = new ArrayList<>();
        for (int i = 0; i < probabilities.length; i++) {
            if (probabilities[i] < threshold) {
                continue;
            }
            int from = i;
            float highest = probabilities[i];
            while (i + 1 < probabilities.length && probabilities[i + 1] >= threshold) {
                i++;
                highest = Math.max(highest, probabilities[i]);
            }
            odd.add(new OddSpan(starts[from], ends[i], highest));
        }
        spans = odd;
        return this;
    }

    /**
     * Where the text is among others.
     *
     * @param vector {@code [dimensions]} of any length, stays the caller's
     */
    public Evidence embedding(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float length = squares == 0 ? 1 : (float) Math.sqrt(squares);
        float[] scaled = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            scaled[i] = vector[i] / length;
        }
        unit = scaled;
        return this;
    }

    /**
     * How sure a classifier is.
     *
     * @param probabilities of its labels, {@code [labels]}, stays the caller's
     * @param outOfScope probability that none of them fits, or null of a model that gives none
     */
    public Evidence classifier(float[] probabilities, @Nullable Float outOfScope) {
        double entropy = 0;
        for (float p : probabilities) {
            entropy -= p > 0 ? p * Math.log(p) : 0;
        }
        scores[Part.CLASSIFIER.place()] = outOfScope == null ? (float) entropy : outOfScope;
        return this;
    }

    /**
     * Which label a classifier gives.
     *
     * @param place of the label; as many as there are labels for none of them
     * @param names of its labels, by place
     */
    public Evidence label(int place, List<String> names) {
        label = place;
        labels = names;
        return this;
    }

    /** Place of the label that a classifier gives, -1 if nothing says it. */
    int label() {
        return label;
    }

    /** The name of a label of the same classifier. */
    String nameOf(int place) {
        return place < labels.size() ? labels.get(place) : "(out of scope)";
    }

    /** The text. */
    String text() {
        return text;
    }

    /** A score that depends on this text alone, NaN if nothing says it. */
    float score(Part part) {
        return scores[part.place()];
    }

    /** The embedding in length 1, {@code [dimensions]}, or null without one. */
    float @Nullable [] unit() {
        return unit;
    }

    /** Where the text reads wrong, in text order. */
    List<OddSpan> spans() {
        return spans;
    }

    /** Whatever the tokenizer: the token begins where the last one ended, in the middle of a word. */
    private boolean goesOn(int start, int lastEnd) {
        return start > 0
                && start < text.length()
                && lastEnd == start
                && Character.isLetterOrDigit(text.codePointAt(start))
                && Character.isLetterOrDigit(text.codePointBefore(start));
    }
}
