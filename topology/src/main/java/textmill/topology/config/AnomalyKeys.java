package textmill.topology.config;

import java.util.List;

/** A topic that says how unusual each text is, and what comes of that. */
public final class AnomalyKeys {
    private AnomalyKeys() {}

    /** Whether records repeat the text. */
    public enum Content {
        /** They name it by topic, partition and offset. */
        NONE,
        /** They carry it. */
        FULL
    }

    /** Where judgements go. Without it nothing is judged. */
    public static final Key<String> TOPIC = Key.optional(
            "anomaly.topic",
            Rule.topic(),
            "Topic that says of each text how unusual it is among the recent texts of its key, and why, from what the"
                    + " pipeline's tasks computed. Not set: nothing is judged.");

    /** Where alarms go. */
    public static final Key<String> ALARM_TOPIC = Key.optional(
            "anomaly.alarm.topic",
            Rule.topic(),
            "Topic for alarms alone: each once, and again when it has been repeated 10, 100, ... times.");

    /** How many there are to be. */
    public static final Key<Double> ALARM_RATE = Key.of(
            "anomaly.alarm.rate",
            AnomalyRules.rate(),
            0.001,
            "Wanted share of alarms among the texts of a key. The threshold follows from it.");

    /** Whose text a record holds. */
    public static final Key<KeySource> KEY = Key.of(
            "anomaly.key",
            AnomalyRules.keySource(),
            KeySource.OF_ALL,
            "What tells texts apart that are not to be compared with each other, such as tenants: `record-key`,"
                    + " `header:NAME`, `field:PATH` of a field with a string, or `none`. A key's texts should come in one"
                    + " partition: each partition has a calibration of its own.");

    /** How many keys are told apart. */
    public static final Key<Integer> MAX_KEYS = Key.of(
            "anomaly.keys.max",
            Rule.count(1, 100_000),
            100,
            "So many keys of a partition, those that come first, are judged by their own texts; the others share one"
                    + " calibration. A key takes about 1 MB of memory.");

    /** How long a key learns. */
    public static final Key<Integer> WARM_UP = Key.of(
            "anomaly.warm.up.texts",
            Rule.count(50, 10_000_000),
            500,
            "So many texts of a key are learnt before it has alarms; until then judgements say `warming`.");

    /** What is compared with. */
    public static final Key<Integer> RESERVOIR = Key.of(
            "anomaly.reservoir.texts",
            Rule.count(50, 65_536),
            1000,
            "So many recent normal texts of a key are kept, as embeddings, to measure distances to.");

    /** How many of them are looked at. */
    public static final Key<Integer> NEIGHBOURS =
            Key.of("anomaly.neighbours", Rule.count(1, 50), 5, "So many nearest of them are looked at, and named.");

    /** When an alarm is none. */
    public static final Key<Integer> REPEAT_WINDOW = Key.of(
            "anomaly.repeat.window.texts",
            Rule.count(0, 10_000_000),
            1000,
            "A text that resembles one that gave an alarm, at most so many texts of its key before, is counted with it"
                    + " and no alarm of its own.");

    /** What people say of alarms. */
    public static final Key<String> FEEDBACK_TOPIC = Key.optional(
            "anomaly.feedback.topic",
            Rule.topic(),
            "Topic from which feedback on alarms is read, JSON objects with `topic`, `partition`, `offset` and"
                    + " `verdict`, `fine` or `right`. It needs as many partitions as the input.");

    /** Where changes of the stream go. */
    public static final Key<String> DRIFT_TOPIC = Key.optional(
            "anomaly.drift.topic",
            Rule.topic(),
            "Topic for changes of a key's stream: what changed, from what to what.");

    /** How long a change must hold. */
    public static final Key<Integer> DRIFT_WINDOWS = Key.of(
            "anomaly.drift.windows",
            Rule.count(1, 1000),
            2,
            "A change of a key's stream counts once it has held for so many windows of 512 of its texts.");

    /** Whether records repeat the text. */
    public static final Key<Content> TEXT = Key.of(
            "anomaly.text",
            Rule.word(Content.class),
            Content.NONE,
            "`full`: judgements and alarms carry the text. `none`: they name it by topic, partition and offset.");

    static final Section SECTION = new Section(
            "Anomalies",
            true,
            List.of(
                    TOPIC,
                    ALARM_TOPIC,
                    ALARM_RATE,
                    KEY,
                    MAX_KEYS,
                    WARM_UP,
                    RESERVOIR,
                    NEIGHBOURS,
                    REPEAT_WINDOW,
                    FEEDBACK_TOPIC,
                    DRIFT_TOPIC,
                    DRIFT_WINDOWS,
                    TEXT));
}
