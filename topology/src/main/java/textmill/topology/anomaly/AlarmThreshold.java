package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The p-value up to which a text gives an alarm, steered so that alarms come at the wanted rate also where p-values are
 * not quite uniform: in a stream that changes, and for rare alarms. After each text the logarithm of the threshold moves by
 * {@value #STEP} times what the text's alarm lacks to the rate, up or down (after I. Gibbs, E. Candès, Adaptive Conformal
 * Inference Under Distribution Shift, NeurIPS 2021). As the threshold stays between the rate divided by {@value #LOWEST} and
 * the rate times {@value #HIGHEST}, there are at most {@code ln(LOWEST * HIGHEST) / STEP + 1} more alarms than wanted in any
 * stretch of texts, unless p-values fall below the lowest threshold.
 */
final class AlarmThreshold {
    /** How far one text moves the threshold. */
    static final double STEP = 0.5;

    static final double LOWEST = 1000;
    static final double HIGHEST = 50;

    private double rate;
    private double logarithm;

    AlarmThreshold(double rate) {
        this.rate = rate;
        this.logarithm = Math.log(rate);
    }

    /** The threshold for the next text. */
    double value() {
        return Math.min(1, Math.exp(logarithm));
    }

    /** Learns whether the text gave an alarm. */
    void next(boolean alarm) {
        move(STEP * (rate - (alarm ? 1 : 0)));
    }

    /** Learns what an alarm was: one that was right is given back, one on a text that was fine counts twice. */
    void feedback(boolean fine) {
        move(fine ? -STEP : STEP);
    }

    private void move(double by) {
        double moved = logarithm + by;
        double middle = Math.log(rate);
        logarithm = Math.max(middle - Math.log(LOWEST), Math.min(middle + Math.log(HIGHEST), moved));
    }

    /** From now on alarms are to come at this rate: if it is another one, the threshold is looked for anew. */
    void aimAt(double wanted) {
        if (wanted != rate) {
            rate = wanted;
            logarithm = Math.log(wanted);
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(logarithm);
    }

    void read(DataInput in) throws IOException {
        logarithm = in.readDouble();
    }
}
