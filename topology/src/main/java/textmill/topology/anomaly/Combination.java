package textmill.topology.anomaly;

import java.util.List;
import textmill.topology.anomaly.Verdict.PartScore;

/**
 * One statistic of the single scores' p-values, the higher the more unusual: {@code sum of weight * ln(p)^2}.
 *
 * <p>Each kind of oddity shows in one or two scores only, while Fisher's {@code sum of -ln(p)} lets the chance of all the
 * others drown it; the smallest p-value alone forgets that two agree. The square stands between. As a p-value for the
 * statistic comes from its own distribution over the key's texts, no rule on dependence is needed (Fisher's assumes none,
 * and replaced-token scores depend on each other). The weights come from an evaluation on six kinds of oddity (docs/explanation/anomalies.md):
 * distance is the only score that sees another topic, so it weighs as much as all of form.
 */
final class Combination {
    /** Beyond, p-values are extrapolated and one score would outvote everything. */
    private static final double MOST = 12;

    private Combination() {}

    static double of(List<PartScore> scores) {
        double sum = 0;
        for (PartScore score : scores) {
            double surprise = Math.min(MOST, -Math.log(score.p()));
            sum += weight(score.part()) * surprise * surprise;
        }
        return sum;
    }

    private static double weight(Part part) {
        return switch (part) {
            case DISTANCE -> 3;
            case REPLACED, FRAGMENTS, CLASSIFIER -> 1;
            case REPLACED_ODDS, LETTERS -> 0.5;
        };
    }
}
