package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * One statistic of the single scores, the higher the more unusual: the root of the weighted sum of the squares of what each
 * {@link Aspect} comes to.
 *
 * <p>What the scores of an aspect come to is measured by its own recent distribution. The aspects are alternatives: the
 * squares let the most unusual one decide, as the smallest p-value would, and still count that several agree. As a p-value for
 * the statistic comes from its own distribution over the key's texts, no rule on dependence is needed (Fisher's assumes none, and
 * these scores depend on each other). Weights and rule come from an evaluation on six kinds of oddity and on spam
 * (docs/explanation/anomalies.md).
 */
final class Combination {
    /** Texts up to this quantile of a score are taken for usual: one in five may be odd in it. */
    static final double BODY = 0.8;

    private static final int GENERATIONS = 8;

    /** In nats: one score counts for no more. */
    private static final double MOST = 20;

    private final ScoreWindow[] windows;

    private Combination(ScoreWindow[] windows) {
        this.windows = windows;
    }

    /** Knows no text. */
    Combination() {
        this(new ScoreWindow[Aspect.values().length]);
        Arrays.setAll(windows, i -> new ScoreWindow(GENERATIONS));
    }

    /**
     * Of a text; what is to be learnt of it.
     *
     * @param aspects mean surprise of the scores of each in nats, by {@link Aspect#place}, NaN if there is none
     * @param statistic the combined one
     */
    record Combined(float[] aspects, float statistic) {
        void write(DataOutput out) throws IOException {
            for (float aspect : aspects) {
                out.writeFloat(aspect);
            }
            out.writeFloat(statistic);
        }

        static Combined read(DataInput in) throws IOException {
            float[] aspects = new float[Aspect.values().length];
            for (int i = 0; i < aspects.length; i++) {
                aspects[i] = in.readFloat();
            }
            return new Combined(aspects, in.readFloat());
        }
    }

    /** Combines the surprises of single scores in nats, by {@link Part#place}, NaN where there is no score. */
    Combined of(double[] surprises) {
        float[] means = new float[windows.length];
        double sum = 0;
        for (Aspect aspect : Aspect.values()) {
            float mean = aspect.mean(surprises, MOST);
            double surprise = Float.isNaN(mean) ? 0 : windows[aspect.place()].surprise(mean, BODY);
            means[aspect.place()] = mean;
            sum += aspect.weight() * surprise * surprise;
        }
        return new Combined(means, (float) Math.sqrt(sum));
    }

    /** Learns a text. */
    void add(Combined text) {
        for (int i = 0; i < windows.length; i++) {
            if (!Float.isNaN(text.aspects[i])) {
                windows[i].add(text.aspects[i]);
            }
        }
    }

    void write(DataOutput out) throws IOException {
        for (ScoreWindow window : windows) {
            window.write(out);
        }
    }

    static Combination read(DataInput in) throws IOException {
        ScoreWindow[] windows = new ScoreWindow[Aspect.values().length];
        for (int i = 0; i < windows.length; i++) {
            windows[i] = ScoreWindow.read(in, GENERATIONS);
        }
        return new Combination(windows);
    }
}
