package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Watches one measure of a key's stream. Every {@value #WINDOW} texts the last ones are compared with the reference, the
 * first so many that were seen, by the population stability index over the tenths of the reference, or over categories:
 * {@code sum (q - p) ln(q / p)}. By custom more than 0.25 is a major change; two windows of an unchanged stream come to
 * about 0.035. A change counts once it has held for so many windows, and what came is the reference from then on: one change
 * is one event.
 */
final class DriftMonitor {
    static final int WINDOW = 512;
    static final double MAJOR = 0.25;

    private static final int BINS = 10;

    /** So many texts stand in for none in a bin. */
    private static final double NONE = 0.5;

    private final Drift.Measure measure;
    private final float[] current = new float[WINDOW];
    private int count;
    private float @Nullable [] reference;
    private int changed;
    private int held;

    /**
     * @param measure that it watches
     * @param held for how many windows a change must hold
     */
    DriftMonitor(Drift.Measure measure, int held) {
        this.measure = measure;
        this.held = held;
    }

    /** From now on a change must hold for so many windows. */
    void hold(int windows) {
        held = windows;
    }

    /**
     * The change that the measure of the next text will complete, or null.
     *
     * @param labels names of labels
     */
    @Nullable
    Drift next(float value, IntFunction<String> labels) {
        float[] before = reference;
        if (count + 1 < WINDOW || before == null) {
            return null;
        }
        float[] recent = windowWith(value);
        double index = measure.index(before, recent);
        return index > MAJOR && changed + 1 >= held ? measure.change(index, before, recent, labels) : null;
    }

    /** Adds the measure of a text. */
    void add(float value) {
        if (count + 1 < WINDOW) {
            current[count++] = value;
            return;
        }
        float[] recent = windowWith(value);
        count = 0;
        float[] before = reference;
        changed = before != null && measure.index(before, recent) > MAJOR ? changed + 1 : 0;
        if (before == null || changed >= held) {
            changed = 0;
            reference = recent;
        }
    }

    /** The current window, full with this value, sorted. */
    private float[] windowWith(float last) {
        float[] window = current.clone();
        window[count] = last;
        Arrays.sort(window);
        return window;
    }

    /** The index of two sorted windows, over the tenths of the first that differ: equal values are never parted. */
    static double index(float[] before, float[] after) {
        double sum = 0;
        int from = 0;
        int fromAfter = 0;
        for (int bin = 1; bin <= BINS; bin++) {
            boolean last = bin == BINS;
            int to = last ? before.length : firstAbove(before, before[bin * before.length / BINS]);
            int toAfter = last ? after.length : firstAbove(after, before[bin * before.length / BINS]);
            if (to > from || toAfter > fromAfter) {
                double p = Math.max(NONE, to - from) / before.length;
                double q = Math.max(NONE, toAfter - fromAfter) / after.length;
                sum += (q - p) * Math.log(q / p);
            }
            from = Math.max(from, to);
            fromAfter = Math.max(fromAfter, toAfter);
        }
        return sum;
    }

    private static int firstAbove(float[] sorted, float value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(changed);
        out.writeInt(count);
        Floats.write(out, current, count);
        out.writeBoolean(reference != null);
        if (reference != null) {
            Floats.write(out, reference, WINDOW);
        }
    }

    void read(DataInput in) throws IOException {
        changed = in.readInt();
        count = in.readInt();
        Floats.read(in, current, count);
        reference = in.readBoolean() ? readWindow(in) : null;
    }

    private static float[] readWindow(DataInput in) throws IOException {
        float[] values = new float[WINDOW];
        Floats.read(in, values, WINDOW);
        return values;
    }
}
