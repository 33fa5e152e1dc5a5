package textmill.topology.health;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import textmill.runtime.engine.EngineStatistics;

/**
 * What waits for an application that does not run yet.
 *
 * @param lags every partition of its input
 * @param troubles what would keep texts from flowing, but for topics and rights that are missing: whoever is to start an
 *     application looks for those first
 */
public record FirstLook(List<PartitionLag> lags, List<String> troubles) {
    /** Copies the lists. */
    public FirstLook {
        lags = List.copyOf(lags);
        troubles = List.copyOf(troubles);
    }

    /** Looks once; takes a few milliseconds, or seconds if partitions do not answer. */
    public static FirstLook at(HealthSettings settings) {
        try (Watchdog watchdog = new Watchdog(settings, new Nobody())) {
            watchdog.look();
            List<String> troubles = watchdog.findings().stream()
                    .filter(finding -> !finding.isMissing())
                    .map(Finding::what)
                    .toList();
            return new FirstLook(watchdog.lags(), troubles);
        }
    }

    /** Records that wait. */
    public long records() {
        return lags.stream().mapToLong(PartitionLag::records).sum();
    }

    /** Age of the oldest record of some topics that waits, by its own timestamp. */
    public Duration oldestUnread(Collection<String> topics) {
        double seconds = lags.stream()
                .filter(lag -> topics.contains(lag.partition().topic()))
                .mapToDouble(PartitionLag::seconds)
                .max()
                .orElse(0);
        return Duration.ofMillis((long) (1_000 * seconds));
    }

    /** For people. */
    public String inWords() {
        long waiting = records();
        if (waiting == 0) {
            return "nothing waits";
        }
        Duration oldest = Duration.ofMillis((long)
                (1_000 * lags.stream().mapToDouble(PartitionLag::seconds).max().orElse(0)));
        return (waiting == 1 ? "1 record waits and is " : waiting + " records wait, the oldest of them is ")
                + oldest.toSeconds() + " s old";
    }

    /** The application, before its start. */
    private static final class Nobody implements Watched {
        @Override
        public boolean isRunning() {
            return false;
        }

        @Override
        public Set<TopicPartition> assigned() {
            return Set.of();
        }

        @Override
        public EngineStatistics engine() {
            return EngineStatistics.none();
        }

        @Override
        public Optional<String> waitsFor() {
            return Optional.empty();
        }

        @Override
        public boolean startOver(String reason) {
            return true;
        }

        @Override
        public void end(String reason) {}
    }
}
