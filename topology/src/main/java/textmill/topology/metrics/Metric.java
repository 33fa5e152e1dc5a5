package textmill.topology.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

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
            "Records of the input topic that were removed before they were read, or passed over because the topic was made anew.",
            Label.APPLICATION,
            Label.TOPIC),
    DEAD_LETTERS(
            Type.COUNTER, "textmill.dead.letters", "records", "Dead letters by reason.", Label.PIPELINE, Label.REASON),
    RECORD_LATENCY(
            Buckets.LATENCY,
            "textmill.record.latency.seconds",
            "Age of records when their results were handed to the producer; readers of committed data wait for the commit besides.",
            Label.PIPELINE,
            Label.SINCE),
    FORWARD_DURATION(
            Buckets.DURATION,
            "textmill.forward.duration.seconds",
            "Time to serialise what a record ended with and to hand it to the producer.",
            Label.PIPELINE),
    READY(Type.GAUGE, "textmill.ready", "0 or 1", "Whether `/health/ready` is up."),
    LIVE(Type.GAUGE, "textmill.live", "0 or 1", "Whether `/health/live` is up."),
    LAST_COMMIT(
            Type.GAUGE,
            "textmill.last.commit.timestamp.seconds",
            "seconds since 1970",
            "When this process committed last; 0 before its first commit. It commits only when there is something new.",
            Label.APPLICATION),
    REGISTRY_REQUESTS(
            Type.COUNTER,
            "textmill.registry.requests",
            "requests",
            "Requests of Textmill's own client to the schema registry, by what came of them; known schemas are not asked for again.",
            Label.OUTCOME),
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
            Label.FINGERPRINT,
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
    VERSION(
            Type.GAUGE,
            "textmill.version",
            "always 1",
            "What runs, as labels.",
            Label.VERSION,
            Label.KAFKA,
            Label.JAVA),
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
    ENGINE_TOKENIZE_DURATION(Buckets.DURATION, "textmill.engine.tokenize.duration.seconds", "Time to tokenise a text."),
    ENGINE_RUN_DURATION(
            Buckets.DURATION,
            "textmill.engine.run.duration.seconds",
            "Time of a run of a model.",
            Label.MODEL,
            Label.DEVICE),
    ENGINE_BATCH_ROWS(
            Buckets.ROWS,
            "textmill.engine.batch.rows",
            "Texts, or windows of texts, in a run.",
            Label.MODEL,
            Label.DEVICE),
    ENGINE_BATCH_TOKENS(
            Buckets.TOKENS,
            "textmill.engine.batch.tokens",
            "Tokens in a run, padding included.",
            Label.MODEL,
            Label.DEVICE),
    ENGINE_BATCH_PADDING(
            Buckets.SHARE,
            "textmill.engine.batch.padding",
            "Share of a run's tokens that was padding.",
            Label.MODEL,
            Label.DEVICE),
    ENGINE_TOKENS_PER_SECOND(
            Type.GAUGE,
            "textmill.engine.tokens.per.second",
            "tokens a second",
            "Real tokens computed a second, over the last minute or since the scrape before if that is longer ago."),
    ENGINE_QUEUE_TEXTS(
            Type.GAUGE,
            "textmill.engine.queue.texts",
            "texts",
            "Texts, or windows of texts, that wait for a device, counted for each model."),
    ENGINE_QUEUE_TOKENS(Type.GAUGE, "textmill.engine.queue.tokens", "tokens", "Their tokens."),
    ENGINE_WINDOW_TEXTS(Type.GAUGE, "textmill.engine.window.texts", "texts", "Texts in the window."),
    ENGINE_WINDOW_BYTES(Type.GAUGE, "textmill.engine.window.bytes", "bytes", "What the window charges for them."),
    ENGINE_PADDING_RATIO(
            Type.GAUGE,
            "textmill.engine.padding.ratio",
            "0 to 1",
            "Share of the computed tokens that were padding, since the start."),
    ENGINE_DEVICE(
            Type.GAUGE, "textmill.engine.device", "always 1", "The device really used, as a label.", Label.DEVICE),
    ENGINE_MODEL(
            Type.GAUGE,
            "textmill.engine.model",
            "always 1",
            "A model, where it computes and with what.",
            Label.MODEL,
            Label.DEVICE,
            Label.RUNTIME,
            Label.PRECISION),
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
    private final @Nullable Buckets buckets;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Label> labels;

    Metric(Type type, String meter, String unit, String meaning, Label... labels) {
        this.type = type;
        this.meter = meter;
        this.unit = unit;
        this.meaning = meaning;
        this.buckets = null;
        this.labels = List.of(labels);
    }

    Metric(Buckets buckets, String meter, String meaning, Label... labels) {
        this.type = Type.HISTOGRAM;
        this.meter = meter;
        this.unit = buckets.unit();
        this.meaning = meaning;
        this.buckets = buckets;
        this.labels = List.of(labels);
    }

    /** How its value moves. */
    enum Type {
        /** Only up, from 0 at the start of the process. */
        COUNTER,
        /** Up and down. */
        GAUGE,
        /** How often a value lay below each of some bounds. */
        HISTOGRAM
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

    /** Upper bounds of a histogram's buckets. */
    double[] bounds() {
        if (buckets == null) {
            throw new IllegalStateException(this + " is no histogram");
        }
        return buckets.bounds();
    }

    List<Label> labels() {
        return labels;
    }
}
