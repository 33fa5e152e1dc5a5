package textmill.faults.scenario;

import java.nio.file.Path;
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

    /** Starts brokers that can be killed, and a registry. */
    public static Site start(int brokers, Path directory) {
        KafkaCluster cluster = KafkaCluster.start(brokers, directory);
        return new Site(cluster, new Registry(cluster), directory);
    }

    /** Starts a broker for measurements, and a registry. */
    public static Site startFast(Path directory) {
        KafkaCluster cluster = KafkaCluster.startFast(directory);
        return new Site(cluster, new Registry(cluster), directory);
    }

    @Override
    public void close() {
        registry.close();
        cluster.close();
    }
}
