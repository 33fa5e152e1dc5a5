package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import textmill.topology.anomaly.Verdict.PartScore;

/** Watches every measure of a key's stream. Letters are not among them: their surprise falls while they are learnt. */
final class DriftWatch {
    private final DriftMonitor[] monitors = new DriftMonitor[Drift.Measure.values().length];

    DriftWatch() {
        Arrays.setAll(monitors, i -> new DriftMonitor());
    }

    /** Adds a text; gives the changes that it completes. */
    List<Drift> add(Evidence evidence, List<PartScore> scores) {
        List<Drift> changes = new ArrayList<>(0);
        for (PartScore score : scores) {
            switch (score.part()) {
                case REPLACED -> add(Drift.Measure.REPLACED, score.value(), changes);
                case DISTANCE -> add(Drift.Measure.DISTANCE, score.value(), changes);
                case FRAGMENTS -> add(Drift.Measure.FRAGMENTS, score.value(), changes);
                case CLASSIFIER -> add(Drift.Measure.CLASSIFIER, score.value(), changes);
                case REPLACED_ODDS, LETTERS -> {}
            }
        }
        add(Drift.Measure.LENGTH, evidence.text().length(), changes);
        return changes;
    }

    private void add(Drift.Measure measure, float value, List<Drift> changes) {
        Drift change = monitors[measure.place()].add(measure, value);
        if (change != null) {
            changes.add(change);
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
