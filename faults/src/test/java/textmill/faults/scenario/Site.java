package textmill.faults.scenario;

import java.nio.file.Path;
import java.time.Duration;
import textmill.faults.cluster.KafkaCluster;
import textmill.faults.cluster.Registry;

/**
 * Where scenarios take place.
 *
 * @param cluster the brokers
 * @param registry the schema registry
 * @param directory for the files of everything that runs there
 */
public record Site(KafkaCluster cluster, Registry registry, Path directory) implements AutoCloseable {
    /** Others take over from one that stands still, and lose nothing. */
    private static final Duration AMONG_OTHERS = Duration.ofSeconds(4);

    /** It is never started again. */
    private static final Duration NEVER_KILLED = Duration.ofMinutes(2);

    /** Starts brokers that can be killed, and a registry. */
    public static Site start(int brokers, Path directory) {
        return of(KafkaCluster.start(brokers, directory, brokers == 1 ? KafkaCluster.ALONE : AMONG_OTHERS), directory);
    }

    /** Starts one broker that nobody kills, and a registry. */
    public static Site startUnharmed(Path directory) {
        return of(KafkaCluster.start(1, directory, NEVER_KILLED), directory);
    }

    private static Site of(KafkaCluster cluster, Path directory) {
        return new Site(cluster, new Registry(cluster), directory);
    }

    /** Starts a broker for measurements, and a registry. */
    public static Site startFast(Path directory) {
        return of(KafkaCluster.startFast(directory), directory);
    }

    @Override
    public void close() {
        registry.close();
        cluster.close();
    }
}
