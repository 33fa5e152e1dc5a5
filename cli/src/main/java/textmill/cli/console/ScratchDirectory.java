package textmill.cli.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The launcher gives each process a temporary directory of its own, for native libraries and for Kafka, since some
 * libraries leave theirs behind. It has to be named on the command line: the JVM reads {@code java.io.tmpdir} only once.
 *
 * <p>A process that is killed leaves its directory behind. Each holds a lock on a file in its own for as long as it lives,
 * so the next one can tell, and deletes what belonged to the dead.
 */
public final class ScratchDirectory {
    private static final String PROPERTY = "textmill.scratch";
    private static final String LOCK = "lock";
    private static final String SIBLINGS = "textmill.????????";
    /** Time enough between making the lock's file and locking it. */
    private static final Duration SETTLED = Duration.ofMinutes(1);

    private ScratchDirectory() {}

    /** Claims the directory, if the launcher made one, deletes it when the process ends, and those of the dead now. */
    public static void claim() {
        String name = System.getProperty(PROPERTY, "");
        if (name.isEmpty()) {
            return;
        }
        Path directory = Path.of(name);
        FileChannel held = hold(directory);
        // The hook keeps the channel, and so the lock, alive.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory, held), "textmill-scratch"));
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            Thread sweeper = new Thread(() -> sweep(parent, directory), "textmill-sweep");
            sweeper.setDaemon(true);
            sweeper.start();
        }
    }

    /** Locks a directory for this process; null if that cannot be. */
    static @Nullable FileChannel hold(Path directory) {
        try {
            FileChannel channel =
                    FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return channel.tryLock() == null ? null : channel;
        } catch (IOException e) {
            return null;
        }
    }

    /** Deletes the directories of processes that have died. */
    static void sweep(Path parent, Path own) {
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(parent, SIBLINGS)) {
            for (Path sibling : siblings) {
                if (!sibling.getFileName().equals(own.getFileName()) && isOurs(sibling, own)) {
                    deleteIfDead(sibling);
                }
            }
        } catch (IOException | RuntimeException e) {
            // Tidying up is not what the user asked for: it may fail in silence.
        }
    }

    private static boolean isOurs(Path sibling, Path own) throws IOException {
        return Files.isDirectory(sibling, LinkOption.NOFOLLOW_LINKS)
                && Files.isRegularFile(sibling.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(sibling, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own));
    }

    private static void deleteIfDead(Path sibling) throws IOException {
        Path lock = sibling.resolve(LOCK);
        if (Files.getLastModifiedTime(lock).toInstant().isAfter(Instant.now().minus(SETTLED))) {
            return;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            if (free != null) {
                delete(sibling, null);
            }
        } catch (OverlappingFileLockException e) {
            // This process holds it.
        }
    }

    /** The lock's file goes last: what cannot be deleted stays recognisable. */
    private static void delete(Path directory, @Nullable FileChannel held) {
        try (Stream<Path> files = Files.walk(directory)) {
            Path lock = directory.resolve(LOCK);
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(lock) && !file.equals(directory)) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(lock);
            Files.deleteIfExists(directory);
            if (held != null) {
                held.close();
            }
        } catch (IOException | UncheckedIOException e) {
            // The process ends; whatever still writes there keeps its file.
        }
    }
}
