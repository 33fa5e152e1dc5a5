package textmill.topology.metrics;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import textmill.topology.health.PartitionLag;
import textmill.topology.health.Watchdog;

/** How far each partition that this process reads is behind; partitions come and go with the assignment. */
final class Lags {
    private final List<Watchdog> watchdogs = new CopyOnWriteArrayList<>();
    private final MultiGauge records;
    private final MultiGauge seconds;

    Lags(Meters meters) {
        this.records = meters.gauges(Metric.LAG_RECORDS);
        this.seconds = meters.gauges(Metric.LAG_SECONDS);
    }

    /** Adds an application. */
    void add(Watchdog watchdog) {
        watchdogs.add(watchdog);
    }

    /** Takes over what the watchdogs saw last. */
    synchronized void refresh() {
        List<MultiGauge.Row<?>> allRecords = new ArrayList<>();
        List<MultiGauge.Row<?>> allSeconds = new ArrayList<>();
        for (Watchdog watchdog : watchdogs) {
            for (PartitionLag lag : watchdog.lags()) {
                Tags tags = Tags.of(Label.APPLICATION.key(), watchdog.application())
                        .and(Label.TOPIC.key(), lag.partition().topic())
                        .and(
                                Label.PARTITION.key(),
                                Integer.toString(lag.partition().partition()));
                allRecords.add(MultiGauge.Row.of(tags, lag.records()));
                allSeconds.add(MultiGauge.Row.of(tags, lag.seconds()));
            }
        }
        records.register(allRecords, true);
        seconds.register(allSeconds, true);
    }
}
