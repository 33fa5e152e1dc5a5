package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Watches every measure of a key's stream. Letters are not among them: their surprise falls while they are learnt. */
final class DriftWatch {
    private final DriftMonitor[] monitors = new DriftMonitor[Drift.Measure.values().length];

    /** @param held for how many windows a change must hold */
    DriftWatch(int held) {
        Arrays.setAll(monitors, i -> new DriftMonitor(held));
    }

    /** The changes that a text will complete. */
    List<Drift> next(Lesson text) {
        List<Drift> changes = new ArrayList<>(0);
        for (Drift.Measure measure : Drift.Measure.values()) {
            float value = measure.of(text);
            Drift change = Float.isNaN(value) ? null : monitors[measure.place()].next(measure, value);
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
