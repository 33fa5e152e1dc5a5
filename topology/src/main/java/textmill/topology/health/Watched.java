package textmill.topology.health;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import textmill.runtime.engine.EngineStatistics;

/** The application as its watchdog sees it. Asked by the watchdog's thread. */
public interface Watched {
    /** Whether the group has settled: what is not {@link #assigned} is read by somebody else. */
    boolean isRunning();

    /** Partitions of input topics that this process reads. */
    Set<TopicPartition> assigned();

    /** What the engine did so far. */
    EngineStatistics engine();

    /** What texts wait for outside of Kafka, and go on by themselves when it comes. */
    Optional<String> waitsFor();

    /** The states that are being restored, by changelog: nothing is committed before they are. */
    default Map<TopicPartition, Restores.Restore> restores() {
        return Map.of();
    }

    /** The brokers answered a look. */
    default void looked() {}

    /** The lowest offset at which this process began to read a partition since a moment; empty if it did not. */
    default OptionalLong began(TopicPartition partition, long sinceNanos) {
        return OptionalLong.empty();
    }

    /**
     * Has every stream thread begin again with what the group has committed, and what a thread had not committed is read again.
     *
     * @return true once no thread is left of those that ran when this was first asked for this reason; false: ask again, what
     *     failed is tried again then
     */
    boolean startOver(String reason);

    /** Ends the application: it is stuck for the reason given. */
    void end(String reason);
}
