package textmill.topology.anomaly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.replacedtokens.ReplacedTokens;

/** What the other tasks made of a text, as far as anomalies are concerned: no model runs for it. */
public final class Evidence {
    private static final double SMALLEST_PROBABILITY = 1e-6;

    private final String text;
    private final float[] scores;
    private float @Nullable [] unit;
    private List<OddSpan> spans = List.of();

    private Evidence(String text) {
        this.text = text;
        this.scores = new float[Part.values().length];
        Arrays.fill(scores, Float.NaN);
    }

    /**
     * Reads the results of a text.
     *
     * @param text what was computed
     * @param results of any kinds of task; those that say nothing about anomalies are passed over, and of two of a kind
     *     the last one counts
     */
    public static Evidence of(String text, List<TaskResult> results) {
        Evidence evidence = new Evidence(text);
        for (TaskResult result : results) {
            if (result instanceof ReplacedTokens tokens) {
                evidence.read(tokens);
            } else if (result instanceof Embedding embedding) {
                evidence.unit = unit(embedding.vector());
            } else if (result instanceof Classification classification) {
                evidence.scores[Part.CLASSIFIER.place()] = doubt(classification);
            }
        }
        return evidence;
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

    private void read(ReplacedTokens tokens) {
        float[] probabilities = tokens.probabilities();
        double sum = 0;
        double odds = 0;
        int inside = 0;
        for (int i = 0; i < probabilities.length; i++) {
            double p = Math.max(SMALLEST_PROBABILITY, Math.min(1 - SMALLEST_PROBABILITY, probabilities[i]));
            sum += p;
            odds += Math.log(p / (1 - p));
            inside += i > 0 && goesOn(tokens, i) ? 1 : 0;
        }
        int count = Math.max(1, probabilities.length);
        scores[Part.REPLACED.place()] = (float) (sum / count);
        scores[Part.REPLACED_ODDS.place()] =
                (float) (probabilities.length == 0 ? Math.log(SMALLEST_PROBABILITY) : odds / count);
        scores[Part.FRAGMENTS.place()] = (float) inside / count;
        spans = flagged(tokens);
    }

    /** Whatever the tokenizer: the token begins where the last one ended, in the middle of a word. */
    private boolean goesOn(ReplacedTokens tokens, int i) {
        int start = tokens.starts()[i];
        return start > 0
                && start < text.length()
                && tokens.ends()[i - 1] == start
                && Character.isLetterOrDigit(text.codePointAt(start))
                && Character.isLetterOrDigit(text.codePointBefore(start));
    }

    private static List<OddSpan> flagged(ReplacedTokens tokens) {
        List<OddSpan> spans = new ArrayList<>();
        float[] probabilities = tokens.probabilities();
        for (int i = 0; i < probabilities.length; i++) {
            if (probabilities[i] < tokens.threshold()) {
                continue;
            }
            int from = i;
            float highest = probabilities[i];
            while (i + 1 < probabilities.length && probabilities[i + 1] >= tokens.threshold()) {
                i++;
                highest = Math.max(highest, probabilities[i]);
            }
            spans.add(new OddSpan(tokens.starts()[from], tokens.ends()[i], highest));
        }
        return spans;
    }

    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float length = squares == 0 ? 1 : (float) Math.sqrt(squares);
        float[] unit = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            unit[i] = vector[i] / length;
        }
        return unit;
    }

    private static float doubt(Classification classification) {
        Float outOfScope = classification.outOfScope();
        if (outOfScope != null) {
            return outOfScope;
        }
        double entropy = 0;
        for (float p : classification.probabilities()) {
            entropy -= p > 0 ? p * Math.log(p) : 0;
        }
        return (float) entropy;
    }
}
