package textmill.topology.judging;

import java.util.List;
import java.util.stream.Collectors;
import textmill.topology.anomaly.AnomalySettings;
import textmill.topology.anomaly.KeyState;
import textmill.topology.result.AnomalyRecords.Model;

/**
 * What a calibration stands on: with other models, or measured otherwise, old scores say nothing of new ones.
 *
 * @param models names and fingerprints
 * @param settings what scores depend on
 */
record Basis(String models, String settings) {

    static Basis of(List<Model> models, AnomalySettings settings) {
        return new Basis(
                models.stream()
                        .map(model -> model.task() + " = " + model.model() + " " + model.fingerprint())
                        .collect(Collectors.joining(", ")),
                "layout " + KeyState.VERSION + ", reservoir " + settings.reservoir() + ", neighbours "
                        + settings.neighbours());
    }
}
