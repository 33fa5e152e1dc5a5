package textmill.faults.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import textmill.faults.app.StubResult;
import textmill.faults.load.Texts;
import textmill.faults.oracle.OutputRecord;
import textmill.faults.oracle.ResultKind;
import textmill.topology.anomaly.AnomalySettings;
import textmill.topology.anomaly.Assessment;
import textmill.topology.anomaly.Evidence;
import textmill.topology.anomaly.KeyState;
import textmill.topology.deadletter.Origin;

/**
 * What a run without any disturbance says of each text of a load: one state after the other text by text, never saved and
 * never restored. A judgement depends on every text of its key before it, so one that was lost, repeated or learnt twice
 * shows in all that come after it.
 */
public final class JudgedTexts {
    private static final int KEYS = 3;
    private static final AnomalySettings SETTINGS = new AnomalySettings(0.05, 50, 100, 3, KEYS, 20);

    private final String topic;
    private final Map<Integer, Partition> partitions = new HashMap<>();

    private static final class Partition {
        private final Set<String> own = new HashSet<>();
        private final Map<String, KeyState> states = new HashMap<>();
        private final List<List<Float>> judgements = new ArrayList<>();
    }

    private JudgedTexts(String topic) {
        this.topic = topic;
    }

    /** A scenario whose judgements are judged. */
    public static Scenario open(Site site, Plan plan) {
        JudgedTexts expected = new JudgedTexts(plan.name());
        return Scenario.open(
                site,
                plan.with("anomaly.topic", plan.name() + ".anomalies")
                        .with("anomaly.key", "record-key")
                        .with("anomaly.alarm.rate", "1/20")
                        .with("anomaly.warm.up.texts", "50")
                        .with("anomaly.reservoir.texts", "100")
                        .with("anomaly.neighbours", "3")
                        .with("anomaly.keys.max", String.valueOf(KEYS))
                        .with("anomaly.repeat.window.texts", "20"),
                new Scenario.Judged("anomalies", ResultKind.ANOMALIES, expected::isRight));
    }

    private boolean isRight(OutputRecord result) {
        Partition partition = partitions.computeIfAbsent(result.sourcePartition(), unused -> new Partition());
        int offset = (int) result.sourceOffset();
        while (partition.judgements.size() <= offset) {
            next(partition, result.sourcePartition());
        }
        return Scenario.hasItsKey(result) && result.vector().equals(partition.judgements.get(offset));
    }

    private void next(Partition partition, int number) {
        long offset = partition.judgements.size();
        String key = new String(Texts.key(number, offset), UTF_8);
        if (partition.own.size() < KEYS) {
            partition.own.add(key);
        }
        KeyState state = partition.states.computeIfAbsent(
                partition.own.contains(key) ? key : "shared", unused -> new KeyState(SETTINGS));
        String text = Texts.text(number, offset);
        long texts = state.texts();
        Assessment assessment =
                state.assess(Evidence.of(text).embedding(StubResult.vector(text)), new Origin(topic, number, offset));
        state.learn(assessment.lesson());
        partition.judgements.add(List.of(
                (float) assessment.verdict().p(),
                (float) assessment.verdict().threshold(),
                (float) texts,
                assessment.verdict().alarm() ? 1f : 0f,
                assessment.verdict().warming() ? 1f : 0f));
    }
}
