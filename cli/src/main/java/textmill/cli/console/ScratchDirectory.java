package textmill.cli.console;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * One temporary directory for everything in this process that wants one (native libraries, Kafka), deleted at the end:
 * some libraries leave theirs behind.
 */
public final class ScratchDirectory {
    private ScratchDirectory() {}

    /** Makes the directory and names it to the JVM. Call before anything else asks for a temporary file. */
    public static void install() {
        try {
            // Not through Files.createTempDirectory: it would fix the JVM's idea of where temporary files go.
            Path parent = Path.of(System.getProperty("java.io.tmpdir"));
            Path scratch = parent.resolve(
                    "textmill-" + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()));
            Files.createDirectory(scratch, ownerOnly());
            System.setProperty("java.io.tmpdir", scratch.toString());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(scratch), "textmill-scratch"));
        } catch (IOException e) {
            // Whoever needs a temporary file will say so in better words than could be found here.
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
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
