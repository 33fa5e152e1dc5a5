package textmill.topology.anomaly;

import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.topology.deadletter.Origin;

/**
 * How unusual a text is for its key.
 *
 * @param p the chance that a text like those before it, the odd ones included, is at least as unusual, above 0 and at most 1
 * @param score minus the decimal logarithm of the chance that a normal text is at least as unusual, by the way in which the
 *     normal ones grow rarer: 3 is one in a thousand. It ranks texts also where many are odd, and {@code p} can be no smaller than they are frequent
 * @param threshold the p-value up to which this text would give an alarm
 * @param alarm it is rarer than alarms are to be, and resembles nothing that is known
 * @param warming too few texts of the key are known yet; {@code p} means little
 * @param parts the single scores that there are, in the order of {@link Part}
 * @param spans where it reads wrong, in text order
 * @param nearest the nearest of the key's recent normal texts, nearest first
 * @param repeat which alarm it repeats, or which text that was called fine it resembles, or null
 * @param drifts changes of the key's stream that this text completes; nearly always none
 */
public record Verdict(
        double p,
        double score,
        double threshold,
        boolean alarm,
        boolean warming,
        List<PartScore> parts,
        List<OddSpan> spans,
        List<Neighbour> nearest,
        @Nullable Repeat repeat,
        List<Drift> drifts) {

    /**
     * A single score.
     *
     * @param part which
     * @param value its value
     * @param p the chance that a text like those before has at least this value
     */
    public record PartScore(Part part, float value, double p) {}

    /**
     * The alarm that a text repeats: the same text or one near to it.
     *
     * @param origin the text that gave the alarm
     * @param count how many texts it stands for by now, itself included; 0 if somebody called it fine
     */
    public record Repeat(Origin origin, int count) {
        /** Whether somebody called that text fine. */
        public boolean isFine() {
            return count == 0;
        }
    }
}
