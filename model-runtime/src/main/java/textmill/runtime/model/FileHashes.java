package textmill.runtime.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SHA-256 of files, that of large ones remembered between starts. Without the JVM's second compiler, which commands do
 * without, Java computes SHA-256 at some 60 MB/s, and CRC-32 as fast as the memory.
 *
 * <p>Nothing is believed unread: a file is read at every start, and its hash is taken from what is remembered only if
 * CRC-32, length, place on the disk and the times of the last change of content and of attributes are all as they were.
 * Damage changes the first of these, and who changes a file on purpose cannot choose the last.
 */
final class FileHashes {
    private static final Logger LOG = LoggerFactory.getLogger(FileHashes.class);
    private static final String ATTRIBUTES = "unix:dev,ino,size,lastModifiedTime,ctime";
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int NAME_DIGITS = 32;

    private final @Nullable Path directory;
    private final Bounds bounds;
    private final Hash hash;

    /**
     * What is remembered.
     *
     * @param leastBytes files that are smaller are hashed each time
     * @param mostFiles that many, the latest
     */
    record Bounds(long leastBytes, int mostFiles) {
        private static final Bounds USUAL = new Bounds(4 << 20, 256);
    }

    /** Computes what is remembered. */
    @FunctionalInterface
    interface Hash {
        String of(Path file) throws IOException;
    }

    /** @param directory where hashes are remembered, or null */
    FileHashes(@Nullable Path directory, Bounds bounds, Hash hash) {
        this.directory = directory;
        this.bounds = bounds;
        this.hash = hash;
    }

    /** Remembers in the user's cache. */
    static FileHashes ofUser() {
        return new FileHashes(UserCache.directory("hashes", System.getenv()), Bounds.USUAL, Sha256::of);
    }

    /** SHA-256 of a file's content, lower-case hexadecimal. */
    String of(Path file) throws IOException {
        Path real = file.toRealPath();
        Path home = directory;
        String facts = home == null || Files.size(real) < bounds.leastBytes ? null : facts(real);
        if (home == null || facts == null) {
            return hash.of(real);
        }
        Path note = home.resolve(sha256(real.toString()).substring(0, NAME_DIGITS));
        String known = read(note, facts);
        if (known != null) {
            return known;
        }
        String computed = hash.of(real);
        // What was written to meanwhile is hashed again next time.
        if (facts.equals(facts(real))) {
            write(home, note, List.of(facts, computed, sha256(facts + computed)));
        }
        return computed;
    }

    /** What tells this content from any other, in one line; null where the file system does not say enough. */
    private static @Nullable String facts(Path file) throws IOException {
        try {
            Map<String, Object> attributes = new TreeMap<>(Files.readAttributes(file, ATTRIBUTES));
            attributes.replaceAll((name, value) -> value instanceof FileTime time ? time.toInstant() : value);
            return file + " " + attributes + " crc32=" + crc32(file);
        } catch (UnsupportedOperationException e) {
            LOG.debug("Hashes are not remembered: {}", e.getMessage());
            return null;
        }
    }

    private static String crc32(Path file) throws IOException {
        CRC32 crc = new CRC32();
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(chunk) >= 0) {
                crc.update(chunk.flip());
                chunk.clear();
            }
        }
        return Long.toHexString(crc.getValue());
    }

    /** What was noted for these facts, or null. */
    private static @Nullable String read(Path note, String facts) {
        try {
            if (!Files.exists(note)) {
                return null;
            }
            List<String> lines = Files.readAllLines(note, StandardCharsets.UTF_8);
            boolean sound = lines.size() == 3
                    && lines.get(0).equals(facts)
                    && lines.get(2).equals(sha256(lines.get(0) + lines.get(1)));
            return sound ? lines.get(1) : null;
        } catch (IOException e) {
            LOG.debug("A remembered hash cannot be read: {}", e.toString());
            return null;
        }
    }

    private void write(Path home, Path note, List<String> lines) {
        try {
            Files.createDirectories(home);
            Path part = Files.createTempFile(home, "noting-", "");
            Files.write(part, lines, StandardCharsets.UTF_8);
            Files.move(part, note, StandardCopyOption.ATOMIC_MOVE);
            forget(home);
        } catch (IOException e) {
            LOG.debug("A hash is not remembered: {}", e.toString());
        }
    }

    /** All but the latest; parts of a process that was killed are as old as they are. */
    private void forget(Path home) throws IOException {
        // Other processes change the notes meanwhile: each time is read once, or they would be in no order.
        Map<Path, FileTime> times = new HashMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(home)) {
            all.forEach(note -> times.put(note, changed(note)));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        List<Path> notes = times.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
        for (Path oldest : notes.subList(0, Math.max(0, notes.size() - bounds.mostFiles))) {
            Files.deleteIfExists(oldest);
        }
    }

    private static FileTime changed(Path note) {
        try {
            return Files.getLastModifiedTime(note);
        } catch (IOException e) {
            // Another process was faster.
            return FileTime.fromMillis(0);
        }
    }

    private static String sha256(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
