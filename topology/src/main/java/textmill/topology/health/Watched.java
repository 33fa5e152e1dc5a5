package textmill.topology.health;

import java.util.Optional;
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

    /**
     * Has every stream thread begin again with what the group has committed, and what a thread had not committed is read
     * again. False if that cannot be done now: ask again.
     */
    boolean startOver(String reason);

    /** Ends the application: it is stuck for the reason given. */
    void end(String reason);
}
