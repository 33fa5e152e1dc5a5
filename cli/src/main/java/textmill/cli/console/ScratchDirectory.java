package textmill.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The launcher gives each process a temporary directory of its own, for native libraries and for Kafka, since some
 * libraries leave theirs behind. It has to be named on the command line: the JVM reads {@code java.io.tmpdir} only once.
 */
public final class ScratchDirectory {
    private static final String PROPERTY = "textmill.scratch";

    private ScratchDirectory() {}

    /** Deletes the directory when the process ends, if the launcher made one. */
    public static void deleteAtExit() {
        String directory = System.getProperty(PROPERTY, "");
        if (!directory.isEmpty()) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(Path.of(directory)), "textmill-scratch"));
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // The process ends; whatever still writes there keeps its file.
        }
    }
}
