package textmill.runtime.task.classification;

import java.util.Arrays;

/** Which labels of a classification are listed: those that reach their thresholds, and of these the best. Immutable. */
public final class LabelChoice {
    /** As many as suit whoever lists them. */
    static final int AUTO = 0;

    /** Every label. */
    public static final LabelChoice ALL = new LabelChoice(new float[0], AUTO);

    private final float[] thresholds;
    private final int most;

    /**
     * A choice.
     *
     * @param thresholds one for each label, or none; owned by the choice
     * @param most labels, or {@link #AUTO}
     */
    LabelChoice(float[] thresholds, int most) {
        this.thresholds = thresholds;
        this.most = most;
    }

    /**
     * Indices of the listed labels, best first; of equals the lower index first.
     *
     * @param scores {@code [labels]}, not changed
     * @param usual how many if nobody said which
     */
    public int[] of(float[] scores, int usual) {
        long[] keys = new long[scores.length];
        int count = 0;
        for (int i = 0; i < scores.length; i++) {
            if (thresholds.length == 0 || scores[i] >= thresholds[i]) {
                keys[count++] = key(scores[i], i);
            }
        }
        Arrays.sort(keys, 0, count);
        int unsaid = thresholds.length == 0 ? usual : count;
        int[] listed = new int[Math.min(count, most == AUTO ? unsaid : most)];
        for (int i = 0; i < listed.length; i++) {
            listed[i] = (int) keys[i];
        }
        return listed;
    }

    /** Indices of the labels that hold: those that reach their thresholds; without thresholds the best alone. */
    int[] holding(float[] scores) {
        return new LabelChoice(thresholds, thresholds.length == 0 ? 1 : AUTO).of(scores, 1);
    }

    /** Sorts by falling score, then by index. */
    private static long key(float score, int index) {
        int bits = Float.floatToIntBits(score);
        int rising = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
        return ((long) ~rising << Integer.SIZE) | index;
    }

    /** The same for equal choices: part of a model's fingerprint. */
    @Override
    public String toString() {
        return "thresholds " + Arrays.toString(thresholds) + ", most " + most;
    }
}
