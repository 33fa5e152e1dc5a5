package textmill.topology.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import textmill.topology.deadletter.Reason;
import textmill.topology.delivery.Counters;
import textmill.topology.delivery.DeliveryObserver;
import textmill.topology.delivery.Outlet;
import textmill.topology.delivery.PipelineDelivery;

/** What the records of one pipeline come to, and how long they take. Thread-safe. */
final class PipelineMeters implements DeliveryObserver {
    private final Predicate<String> appendTime;
    private final Clock clock = Clock.systemUTC();
    private final DistributionSummary sinceCreate;
    private final DistributionSummary sinceAppend;
    private final DistributionSummary sinceRead;
    private final DistributionSummary forward;

    private PipelineMeters(Tags tags, Meters meters, Predicate<String> appendTime) {
        this.appendTime = appendTime;
        this.sinceCreate = latency(meters, tags, "create");
        this.sinceAppend = latency(meters, tags, "append");
        this.sinceRead = latency(meters, tags, "read");
        this.forward = meters.histogram(Metric.FORWARD_DURATION, tags);
    }

    private static DistributionSummary latency(Meters meters, Tags tags, String since) {
        return meters.histogram(Metric.RECORD_LATENCY, tags.and(Meters.tag(Label.SINCE, since)));
    }

    /**
     * Registers all of a pipeline, and looks at it from now on.
     *
     * @param appendTime true for an input topic whose records the broker stamps
     */
    static void add(PipelineDelivery pipeline, Meters meters, Predicate<String> appendTime) {
        Tags tags = pipeline.name().isEmpty() ? Tags.empty() : Meters.tag(Label.PIPELINE, pipeline.name());
        add(pipeline.counters(), tags, meters);
        pipeline.results().forEach(outlet -> meters.fact(Metric.TASK, tags(outlet, tags)));
        pipeline.observe(new PipelineMeters(tags, meters, appendTime));
    }

    private static Tags tags(Outlet outlet, Tags tags) {
        return tags.and(Meters.tag(Label.TASK, outlet.name()))
                .and(Meters.tag(Label.KIND, outlet.task().type().name()))
                .and(Meters.tag(Label.MODEL, outlet.task().model()))
                .and(Meters.tag(Label.FINGERPRINT, outlet.task().fingerprint()))
                .and(Meters.tag(Label.TOPIC, outlet.topic()));
    }

    private static void add(Counters counters, Tags tags, Meters meters) {
        meters.count(Metric.RECORDS_READ, tags, counters, Counters::inputs);
        ended(counters, tags.and(Meters.tag(Label.ENDING, "result")), Counters::outputs, meters);
        ended(counters, tags.and(Meters.tag(Label.ENDING, "tombstone")), Counters::tombstones, meters);
        ended(counters, tags.and(Meters.tag(Label.ENDING, "skip")), Counters::skips, meters);
        ended(counters, tags.and(Meters.tag(Label.ENDING, "returned")), Counters::returned, meters);
        ended(counters, tags.and(Meters.tag(Label.ENDING, "dead-letter")), Counters::deadLetters, meters);
        for (Reason reason : Reason.values()) {
            Tags of = tags.and(Meters.tag(Label.REASON, reason.code()));
            meters.count(Metric.DEAD_LETTERS, of, counters, all -> all.deadLetters(reason));
        }
        meters.gauge(Metric.RECORDS_IN_FLIGHT, tags, counters, Counters::inFlight);
    }

    private static void ended(Counters counters, Tags tags, ToDoubleFunction<Counters> read, Meters meters) {
        meters.count(Metric.RECORDS_ENDED, tags, counters, read);
    }

    @Override
    public void answered(String topic, long timestampMs, long readNanos) {
        double age = Math.max(0, clock.millis() - timestampMs) / 1e3;
        (appendTime.test(topic) ? sinceAppend : sinceCreate).record(age);
        sinceRead.record(readNanos / 1e9);
    }

    @Override
    public void forwarded(long nanos) {
        forward.record(nanos / 1e9);
    }
}
