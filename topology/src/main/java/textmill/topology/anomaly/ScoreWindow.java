package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The distribution of a score over a key's recent texts, and the p-value of a new one in it.
 *
 * <p>Scores are kept as they are, in generations of {@value #GENERATION}: the current one, and older ones sorted. A text
 * counts the less the older its generation is ({@value #FADING} to the power of its age), and not at all beyond the last
 * one. With exchangeable texts the rank of a new one among the old is uniform (Vovk, Gammerman, Shafer, Algorithmic Learning
 * in a Random World, 2005, section 2.2), so no assumption on the distribution is needed. Beyond the largest score the
 * p-value falls on, exponentially in the score's distance to it: two such texts stay distinguishable.
 */
final class ScoreWindow {
    static final int GENERATION = 512;
    static final double FADING = 0.85;

    /** The largest of so many share the scale on which p-values fall beyond the largest. */
    private static final int TAIL = 20;

    private static final double SMALLEST_SCALE = 1e-9;

    /** So many times as many scores lie above the lower of two quantiles as above the upper one. */
    private static final double STEP = 2.5;

    /** In nats: beyond, one score would outvote everything. */
    private static final double MOST = 40;

    /** In nats: where a p-value beyond the largest ends, so that it stays a number above 0. */
    private static final double FARTHEST = 300;

    private final int generations;
    private final float[] current = new float[GENERATION];
    private int count;

    /** Newest first, each sorted upwards. */
    private final Deque<float[]> older = new ArrayDeque<>();

    /**
     * Knows nothing.
     *
     * @param generations how many whole generations are kept
     */
    ScoreWindow(int generations) {
        this.generations = generations;
    }

    /** Learns a score. */
    void add(float score) {
        current[count++] = score;
        if (count == GENERATION) {
            float[] sorted = current.clone();
            Arrays.sort(sorted);
            older.addFirst(sorted);
            count = 0;
            if (older.size() > generations) {
                older.removeLast();
            }
        }
    }

    /** The chance that a text like those before has at least this score, above 0 and at most 1. */
    double pValue(float score) {
        int atLeast = 0;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            atLeast += current[i] >= score ? 1 : 0;
            max = Math.max(max, current[i]);
        }
        double weight = 1;
        double total = count;
        double reached = atLeast;
        for (float[] sorted : older) {
            total += weight * sorted.length;
            reached += weight * (sorted.length - lowerBound(sorted, score));
            max = Math.max(max, sorted[sorted.length - 1]);
            weight *= FADING;
        }
        if (total == 0) {
            return 1;
        }
        if (reached > 0) {
            return (reached + 0.5) / (total + 1);
        }
        return Math.exp(-Math.min(FARTHEST, (score - max) / tailScale(max))) / (total + 1);
    }

    /**
     * How unusual a score is, in nats, also where some of those before it were odd: up to the quantile {@code body} minus the
     * logarithm of the p-value, and beyond it what an exponential tail would give that falls as the scores do below that
     * quantile, where {@value #STEP} times as many are left. A p-value of something odd is no smaller than such oddities are
     * frequent, however far off they are; this is. Quantiles are means over the generations.
     */
    double surprise(float score, double body) {
        double weight = 1;
        double total = 0;
        double high = 0;
        double low = 0;
        for (float[] sorted : older.isEmpty() ? List.of(sortedCurrent()) : older) {
            if (sorted.length > 0) {
                total += weight;
                high += weight * sorted[(int) (body * sorted.length)];
                low += weight * sorted[(int) ((1 - STEP * (1 - body)) * sorted.length)];
                weight *= FADING;
            }
        }
        double fall = (high - low) / total / Math.log(STEP);
        if (!(fall > SMALLEST_SCALE) || score <= high / total) {
            return Math.min(MOST, -Math.log(pValue(score)));
        }
        return Math.min(MOST, (score - high / total) / fall - Math.log(1 - body));
    }

    private float[] sortedCurrent() {
        float[] sorted = Arrays.copyOf(current, count);
        Arrays.sort(sorted);
        return sorted;
    }

    /** Mean excess of the largest twentieth over its smallest: the scale of an exponential tail. */
    private double tailScale(float max) {
        float[] newest = older.isEmpty() ? sortedCurrent() : older.getFirst();
        int from = newest.length - Math.max(1, newest.length / TAIL);
        double sum = max - newest[from];
        for (int i = from; i < newest.length; i++) {
            sum += newest[i] - newest[from];
        }
        return Math.max(SMALLEST_SCALE, sum / (newest.length - from + 1));
    }

    private static int lowerBound(float[] sorted, float score) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < score) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(count);
        Floats.write(out, current, count);
        out.writeInt(older.size());
        for (float[] sorted : older) {
            Floats.write(out, sorted, sorted.length);
        }
    }

    static ScoreWindow read(DataInput in, int generations) throws IOException {
        ScoreWindow window = new ScoreWindow(generations);
        window.count = in.readInt();
        Floats.read(in, window.current, window.count);
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            float[] sorted = new float[GENERATION];
            Floats.read(in, sorted, GENERATION);
            window.older.addLast(sorted);
        }
        return window;
    }
}
