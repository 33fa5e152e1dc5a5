package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Watches every measure of a key's stream. Letters are not among them: their surprise falls while they are learnt. */
final class DriftWatch {
    private final DriftMonitor[] monitors = new DriftMonitor[Drift.Measure.values().length];

    /** @param held for how many windows a change must hold */
    DriftWatch(int held) {
        for (Drift.Measure measure : Drift.Measure.values()) {
            monitors[measure.place()] = new DriftMonitor(measure, held);
        }
    }

    /** From now on a change must hold for so many windows. */
    void hold(int windows) {
        for (DriftMonitor monitor : monitors) {
            monitor.hold(windows);
        }
    }

    /**
     * The changes that a text will complete.
     *
     * @param labels names of labels
     */
    List<Drift> next(Lesson text, IntFunction<String> labels) {
        List<Drift> changes = new ArrayList<>(0);
        for (Drift.Measure measure : Drift.Measure.values()) {
            float value = measure.of(text);
            Drift change = Float.isNaN(value) ? null : monitors[measure.place()].next(value, labels);
            if (change != null) {
                changes.add(change);
            }
        }
        return changes;
    }

    /** Adds a text. */
    void add(Lesson text) {
        for (Drift.Measure measure : Drift.Measure.values()) {
            float value = measure.of(text);
            if (!Float.isNaN(value)) {
                monitors[measure.place()].add(value);
            }
        }
    }

    void write(DataOutput out) throws IOException {
        for (DriftMonitor monitor : monitors) {
            monitor.write(out);
        }
    }

    void read(DataInput in) throws IOException {
        for (DriftMonitor monitor : monitors) {
            monitor.read(in);
        }
    }
}
