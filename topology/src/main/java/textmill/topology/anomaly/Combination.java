package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * One statistic of the single scores, the higher the more unusual: {@code sqrt(content^2 + form^2 / 2)}.
 *
 * <p>An oddity is one of content (another topic, another language, boilerplate) or one of form (shuffled or swapped words).
 * Of each there are several scores that say the same in different words, with different errors: so they are averaged, and
 * what they come to is measured by its own recent distribution. The two are alternatives: the squares let the more unusual
 * one decide, as the smallest p-value would, and still count that both agree. As a p-value for the statistic comes from its
 * own distribution over the key's texts, no rule on dependence is needed (Fisher's assumes none, and these scores depend on
 * each other). Weights and rule come from an evaluation on six kinds of oddity (docs/explanation/anomalies.md).
 */
final class Combination {
    /** Texts up to this quantile of a score are taken for usual: one in five may be odd in it. */
    static final double BODY = 0.8;

    private static final int GENERATIONS = 8;
    private static final double FORM = 0.5;

    /** In nats: one score counts for no more. */
    private static final double MOST = 20;

    private final ScoreWindow content;
    private final ScoreWindow form;

    private Combination(ScoreWindow content, ScoreWindow form) {
        this.content = content;
        this.form = form;
    }

    /** Knows no text. */
    Combination() {
        this(new ScoreWindow(GENERATIONS), new ScoreWindow(GENERATIONS));
    }

    /**
     * Of a text; what is to be learnt of it.
     *
     * @param content mean surprise of the scores of content in nats, NaN if there is none
     * @param form the same of those of form
     * @param statistic the combined one
     */
    record Combined(float content, float form, float statistic) {}

    /** Combines the surprises of single scores in nats, by {@link Part#place}, NaN where there is no score. */
    Combined of(double[] surprises) {
        float contents = (float) mean(surprises, true);
        float forms = (float) mean(surprises, false);
        double statistic = Math.sqrt(squared(content, contents) + FORM * squared(form, forms));
        return new Combined(contents, forms, (float) statistic);
    }

    /** Learns a text. */
    void add(Combined text) {
        if (!Float.isNaN(text.content)) {
            content.add(text.content);
        }
        if (!Float.isNaN(text.form)) {
            form.add(text.form);
        }
    }

    private static double squared(ScoreWindow window, float value) {
        double surprise = Float.isNaN(value) ? 0 : window.surprise(value, BODY);
        return surprise * surprise;
    }

    private static double mean(double[] surprises, boolean ofContent) {
        double sum = 0;
        double weights = 0;
        for (Part part : Part.values()) {
            double weight = ofContent ? contentWeight(part) : formWeight(part);
            double surprise = surprises[part.place()];
            if (weight > 0 && !Double.isNaN(surprise)) {
                sum += weight * Math.min(MOST, surprise);
                weights += weight;
            }
        }
        return weights == 0 ? Double.NaN : sum / weights;
    }

    private static double contentWeight(Part part) {
        return switch (part) {
            case RELATIVE_DISTANCE -> 4.5;
            case LETTERS, WORDS, CHARACTERS, CLASSIFIER -> 1;
            case REPLACED, REPLACED_ODDS, DISTANCE, FRAGMENTS -> 0;
        };
    }

    private static double formWeight(Part part) {
        return switch (part) {
            case REPLACED -> 2;
            case REPLACED_ODDS -> 1;
            case DISTANCE, RELATIVE_DISTANCE, FRAGMENTS, LETTERS, WORDS, CHARACTERS, CLASSIFIER -> 0;
        };
    }

    void write(DataOutput out) throws IOException {
        content.write(out);
        form.write(out);
    }

    static Combination read(DataInput in) throws IOException {
        return new Combination(ScoreWindow.read(in, GENERATIONS), ScoreWindow.read(in, GENERATIONS));
    }
}
