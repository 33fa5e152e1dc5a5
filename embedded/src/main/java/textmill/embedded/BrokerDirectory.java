package textmill.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker's directory: made and formatted if new, taken as it is if formatted before, deleted if temporary.
 *
 * <p>It is locked for as long as the broker runs. Kafka locks its logs too, but only after a combined node has written
 * to the metadata log, that is, after a second broker has harmed the first.
 */
final class BrokerDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerDirectory.class);

    private final Path root;
    private final boolean temporary;
    private final FileChannel lock;

    private BrokerDirectory(Path root, boolean temporary) throws IOException {
        this.root = root;
        this.temporary = temporary;
        this.lock = lock(root);
    }

    /**
     * Opens a directory, and formats it if it is new.
     *
     * @param chosen the directory, or empty for a temporary one
     * @param nodeId the node that a new directory is for
     * @param clusterId the cluster that a new directory is for; one that is formatted keeps its own
     */
    static BrokerDirectory open(Optional<Path> chosen, int nodeId, String clusterId) {
        return open(chosen, nodeId, clusterId, List.of());
    }

    /**
     * The same with more than one directory for logs.
     *
     * @param disks the others, which exist
     */
    static BrokerDirectory open(Optional<Path> chosen, int nodeId, String clusterId, List<String> disks) {
        try {
            Path root = chosen.isPresent()
                    ? Files.createDirectories(chosen.get().toAbsolutePath())
                    : Files.createTempDirectory("textmill-broker-");
            BrokerDirectory directory = new BrokerDirectory(root, chosen.isEmpty());
            try {
                directory.formatIfNew(nodeId, clusterId, disks);
            } catch (IOException | RuntimeException e) {
                directory.close();
                throw e;
            }
            return directory;
        } catch (IOException e) {
            throw new BrokerStartException(
                    "cannot use the data directory "
                            + chosen.map(Path::toString).orElse("(temporary)") + ": " + e,
                    e);
        }
    }

    Path root() {
        return root;
    }

    /**
     * Where Kafka keeps its logs. A directory of its own, since Kafka refuses to start over a directory in which it
     * finds anything else, and users put other things next to it.
     */
    Path logs() {
        return root.resolve("kafka");
    }

    /** Releases the lock and deletes the directory if it is temporary. Only after the broker has stopped. */
    @Override
    public void close() {
        Utils.closeQuietly(lock, "lock of " + root);
        if (!temporary) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Left the temporary directory {} behind: {}", root, e.toString());
        }
    }

    private static FileChannel lock(Path root) throws IOException {
        FileChannel channel =
                FileChannel.open(root.resolve("broker.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            LOG.debug("{} is locked in this JVM", root);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        if (!locked) {
            throw new BrokerStartException("the data directory " + root
                    + " is in use by another broker: stop that one, or choose another directory");
        }
        return channel;
    }

    private void formatIfNew(int nodeId, String clusterId, List<String> disks) throws IOException {
        List<String> directories = new ArrayList<>();
        directories.add(Files.createDirectories(logs()).toString());
        directories.addAll(disks);
        MetaPropertiesEnsemble found =
                new MetaPropertiesEnsemble.Loader().addLogDirs(directories).load();
        if (!found.logDirProps().isEmpty()) {
            return;
        }
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(nodeId)
                    .setClusterId(clusterId)
                    .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                    .setDirectories(directories)
                    .setMetadataLogDirectory(directories.get(0))
                    .run();
        } catch (Exception e) { // Formatter declares no narrower type
            throw new BrokerStartException("cannot format " + directories.get(0) + ": " + e.getMessage(), e);
        }
    }
}
