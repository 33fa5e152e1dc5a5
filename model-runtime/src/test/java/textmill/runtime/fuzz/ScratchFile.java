package textmill.runtime.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is written again and again, in memory where the machine has such a directory. */
public final class ScratchFile {
    private static final Path MEMORY = Path.of("/dev/shm");

    private ScratchFile() {}

    /** A new directory, deleted at the end of the JVM. */
    public static Path directory() {
        try {
            Path made = Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "textmill-fuzz")
                    : Files.createTempDirectory("textmill-fuzz");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(made), "delete " + made));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes it. */
    public static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
