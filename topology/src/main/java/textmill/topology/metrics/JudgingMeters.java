package textmill.topology.metrics;

import io.micrometer.core.instrument.Tags;
import textmill.topology.judging.JudgingCounters;

/** How the texts of a pipeline are judged. */
final class JudgingMeters {
    private JudgingMeters() {}

    static void add(String pipeline, JudgingCounters counters, Meters meters) {
        Tags tags = pipeline.isEmpty() ? Tags.empty() : Meters.tag(Label.PIPELINE, pipeline);
        for (JudgingCounters.Kind kind : JudgingCounters.Kind.values()) {
            Tags of = tags.and(Meters.tag(Label.JUDGEMENT, kind.text()));
            meters.count(Metric.ANOMALY_TEXTS, of, counters, all -> all.texts(kind));
        }
        for (JudgingCounters.FeedbackKind kind : JudgingCounters.FeedbackKind.values()) {
            Tags of = tags.and(Meters.tag(Label.FEEDBACK, kind.text()));
            meters.count(Metric.ANOMALY_FEEDBACK, of, counters, all -> all.feedback(kind));
        }
        meters.count(Metric.ANOMALY_DRIFTS, tags, counters, JudgingCounters::drifts);
        meters.count(Metric.ANOMALY_RESETS, tags, counters, JudgingCounters::resets);
        meters.gauge(Metric.ANOMALY_KEYS, tags, counters, JudgingCounters::keys);
    }
}
