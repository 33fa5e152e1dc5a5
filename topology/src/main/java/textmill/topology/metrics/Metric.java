package textmill.topology.metrics;

import java.util.List;
import java.util.Locale;

/** Every metric of Textmill's own: they are registered from this list, and the reference page is written from it. */
enum Metric {
    RECORDS_READ(
            Type.COUNTER,
            "textmill.records.read",
            "records",
            "Records read; equals the endings plus those in flight.",
            Label.PIPELINE),
    RECORDS_ENDED(
            Type.COUNTER,
            "textmill.records.ended",
            "records",
            "Records by what they ended with; returned ones were unfinished and are read again.",
            Label.PIPELINE,
            Label.ENDING),
    RECORDS_IN_FLIGHT(
            Type.GAUGE,
            "textmill.records.in.flight",
            "records",
            "Records read whose ending has not been written.",
            Label.PIPELINE),
    RECORDS_REMOVED(
            Type.COUNTER,
            "textmill.records.removed",
            "records",
            "Records that were removed from the input topic before they were read.",
            Label.APPLICATION,
            Label.TOPIC),
    DEAD_LETTERS(
            Type.COUNTER, "textmill.dead.letters", "records", "Dead letters by reason.", Label.PIPELINE, Label.REASON),
    LAG_RECORDS(
            Type.GAUGE,
            "textmill.lag.records",
            "records",
            "Records of the input whose ending is not committed, of the partitions that this process reads; 0 if none is left, an upper bound where offsets hold no record.",
            Label.APPLICATION,
            Label.TOPIC,
            Label.PARTITION),
    LAG_SECONDS(
            Type.GAUGE,
            "textmill.lag.seconds",
            "seconds",
            "Age of the oldest of them by its own timestamp, 0 if there is none.",
            Label.APPLICATION,
            Label.TOPIC,
            Label.PARTITION),
    TASK(
            Type.GAUGE,
            "textmill.task",
            "always 1",
            "A configured task, its model and its topic, as labels to join others with.",
            Label.PIPELINE,
            Label.TASK,
            Label.KIND,
            Label.MODEL,
            Label.TOPIC),
    ANOMALY_TEXTS(
            Type.COUNTER,
            "textmill.anomaly.texts",
            "records",
            "Texts by how unusual they were, of pipelines that judge them.",
            Label.PIPELINE,
            Label.JUDGEMENT),
    ANOMALY_FEEDBACK(
            Type.COUNTER,
            "textmill.anomaly.feedback",
            "records",
            "Feedback by what became of it.",
            Label.PIPELINE,
            Label.FEEDBACK),
    ANOMALY_DRIFTS(
            Type.COUNTER, "textmill.anomaly.drifts", "changes", "Changes of the streams of keys.", Label.PIPELINE),
    ANOMALY_RESETS(
            Type.COUNTER,
            "textmill.anomaly.resets",
            "calibrations",
            "Calibrations of keys that began anew because models or settings were others.",
            Label.PIPELINE),
    ANOMALY_KEYS(
            Type.GAUGE,
            "textmill.anomaly.keys",
            "keys",
            "Keys with a calibration of their own, over the partitions that this process reads.",
            Label.PIPELINE),
    ENGINE_TEXTS(Type.COUNTER, "textmill.engine.texts", "texts", "Texts completed with a result."),
    ENGINE_FAILURES(Type.COUNTER, "textmill.engine.failures", "texts", "Texts that could not be computed."),
    ENGINE_BATCHES(Type.COUNTER, "textmill.engine.batches", "runs", "Runs of a model."),
    ENGINE_ROWS(Type.COUNTER, "textmill.engine.rows", "texts", "Texts in those runs."),
    ENGINE_TOKENS(
            Type.COUNTER, "textmill.engine.tokens", "tokens", "Real tokens in those runs, special ones included."),
    ENGINE_PADDED_TOKENS(Type.COUNTER, "textmill.engine.tokens.padded", "tokens", "Rows times longest in those runs."),
    ENGINE_DEDUPLICATED(
            Type.COUNTER,
            "textmill.engine.deduplicated",
            "computations",
            "Computations spared because the same text was in flight already."),
    ENGINE_CACHE_HITS(
            Type.COUNTER,
            "textmill.engine.cache.hits",
            "computations",
            "Computations spared because the result was remembered."),
    ENGINE_COMPUTE_SECONDS(
            Type.COUNTER, "textmill.engine.compute.seconds", "seconds", "Time in runs, summed over threads."),
    ENGINE_TOKENIZE_SECONDS(
            Type.COUNTER, "textmill.engine.tokenize.seconds", "seconds", "Time in tokenising, summed over threads."),
    ENGINE_WINDOW_TEXTS(Type.GAUGE, "textmill.engine.window.texts", "texts", "Texts in the window."),
    ENGINE_WINDOW_BYTES(Type.GAUGE, "textmill.engine.window.bytes", "bytes", "What the window charges for them."),
    ENGINE_PADDING_RATIO(
            Type.GAUGE,
            "textmill.engine.padding.ratio",
            "0 to 1",
            "Share of the computed tokens that were padding, since the start."),
    ENGINE_DEVICE(
            Type.GAUGE, "textmill.engine.device", "always 1", "The device really used, as a label.", Label.DEVICE),
    ENGINE_NODES(
            Type.GAUGE,
            "textmill.engine.nodes",
            "operators",
            "A model's operators by the execution provider that ONNX Runtime gave them to.",
            Label.MODEL,
            Label.DEVICE,
            Label.PROVIDER);

    private final Type type;
    private final String meter;
    private final String unit;
    private final String meaning;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Label> labels;

    Metric(Type type, String meter, String unit, String meaning, Label... labels) {
        this.type = type;
        this.meter = meter;
        this.unit = unit;
        this.meaning = meaning;
        this.labels = List.of(labels);
    }

    /** How its value moves. */
    enum Type {
        /** Only up, from 0 at the start of the process. */
        COUNTER,
        /** Up and down. */
        GAUGE
    }

    /** What tells values of one metric apart. */
    enum Label {
        PIPELINE("Name of the pipeline; absent if it has none."),
        APPLICATION("The pipeline's `application.id`, which is its consumer group."),
        TOPIC("Name of a topic."),
        PARTITION("Number of a partition."),
        ENDING("`result`, `tombstone`, `skip`, `returned` or `dead-letter`."),
        REASON("Code of the [reason](dead-letter-reasons.md); those that did not occur are there with 0."),
        JUDGEMENT("`warming`, `usual`, `alarm`, `repeat` or `fine`."),
        FEEDBACK("`fine`, `right`, `unknown`, `passed-on` or `unreadable`."),
        TASK("Name of the task."),
        KIND("Kind of the task."),
        MODEL("Name of the model."),
        DEVICE("`cpu`, `cuda:0` and the like."),
        PROVIDER("ONNX Runtime's name of an execution provider.");

        private final String meaning;

        Label(String meaning) {
            this.meaning = meaning;
        }

        /** Its name in Prometheus, and of the tag. */
        String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        String meaning() {
            return meaning;
        }
    }

    Type type() {
        return type;
    }

    /** Its name in Micrometer. */
    String meter() {
        return meter;
    }

    /** Its name in Prometheus. */
    String prometheus() {
        return meter.replace('.', '_') + (type == Type.COUNTER ? "_total" : "");
    }

    String unit() {
        return unit;
    }

    /** In a sentence; Prometheus' help. */
    String meaning() {
        return meaning;
    }

    List<Label> labels() {
        return labels;
    }
}
