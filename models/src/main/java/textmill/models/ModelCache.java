package textmill.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directories of unpacked models. A model appears under its final name in one step, complete, so any number of processes
 * may ask for it at once; one that no longer matches its index is unpacked again.
 */
final class ModelCache {
    private static final Logger LOG = LoggerFactory.getLogger(ModelCache.class);

    /** In a model's directory: how its files are checked at a start. */
    private static final String CHECKSUMS = ".crc32";

    private final Path root;

    ModelCache(Path root) {
        this.root = root;
    }

    Path directory(ModelIndex index) {
        Path target = target(index);
        try {
            if (Files.isDirectory(target) && !intact(index, target)) {
                LOG.warn("{} does not match its checksums and is unpacked again", target);
                delete(target);
            }
            if (!Files.isDirectory(target)) {
                unpack(index, target);
            } else if (!Files.exists(target.resolve(CHECKSUMS))) {
                noteLater(index, target);
            }
            return target;
        } catch (IOException e) {
            throw unusable(index, target, e);
        } catch (UncheckedIOException e) {
            throw unusable(index, target, Objects.requireNonNull(e.getCause()));
        }
    }

    private Path target(ModelIndex index) {
        return root.resolve(index.name() + "-" + index.version()).resolve(index.name());
    }

    private static BundledModelException unusable(ModelIndex index, Path target, IOException e) {
        return new BundledModelException(
                "model " + index.name() + ": expected to unpack it to " + target + ", found " + causeAndRemedy(e)
                        + " or name another directory with " + BundledModels.CACHE_VARIABLE,
                e);
    }

    /** What the system said, in our words, and what to do about it. */
    static String causeAndRemedy(IOException e) {
        String file = e instanceof FileSystemException system ? String.valueOf(system.getFile()) : "";
        String said = e instanceof FileSystemException system ? String.valueOf(system.getReason()) : e.getMessage();
        String reason = String.valueOf(said).toLowerCase(Locale.ROOT);
        if (e instanceof AccessDeniedException || reason.contains("permission denied")) {
            return "that " + file + " may not be accessed; allow this user to read and write it,";
        }
        if (reason.contains("read-only")) {
            return "that " + file + " is on a file system that is mounted read-only; mount it writable,";
        }
        if (reason.contains("no space") || reason.contains("quota")) {
            return "no space there (" + said + "); free some,";
        }
        if (e instanceof FileAlreadyExistsException
                || e instanceof NotDirectoryException
                || reason.contains("not a directory")) {
            return "that " + existing(Path.of(file)) + " is not a directory; move it away,";
        }
        return e + "; mend that,";
    }

    private static Path existing(Path file) {
        Path there = file;
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return there;
    }

    private static boolean intact(ModelIndex index, Path directory) throws IOException {
        Map<String, String> checksums = checksums(directory);
        for (ModelIndex.Entry entry : index.files()) {
            Path file = directory.resolve(entry.path());
            if (!Files.isRegularFile(file)) {
                return false;
            }
            String noted = checksums.get(entry.path());
            if (noted == null
                    ? !sha256(file).equals(entry.sha256())
                    : !crc32(file).equals(noted)) {
                return false;
            }
        }
        return true;
    }

    /**
     * CRC-32 of each file when it was unpacked and its SHA-256 was right. Damage shows in either; without the second compiler,
     * which commands do without, Java computes SHA-256 at some 60 MB/s, and CRC-32 as fast as the memory.
     */
    private static Map<String, String> checksums(Path directory) throws IOException {
        Path file = directory.resolve(CHECKSUMS);
        Map<String, String> checksums = new HashMap<>();
        if (Files.isRegularFile(file)) {
            for (String line : Files.readAllLines(file)) {
                int blank = line.indexOf(' ');
                checksums.put(line.substring(blank + 1), line.substring(0, Math.max(0, blank)));
            }
        }
        return checksums;
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return copy(in, OutputStream.nullOutputStream());
        }
    }

    private static String crc32(Path file) throws IOException {
        CRC32 crc = new CRC32();
        try (InputStream in = new CheckedInputStream(Files.newInputStream(file), crc)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return Long.toHexString(crc.getValue());
    }

    private void unpack(ModelIndex index, Path target) throws IOException {
        Path parent = target.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException("no parent directory");
        }
        Files.createDirectories(parent);
        Path part = Files.createTempDirectory(parent, "unpacking-");
        try {
            for (ModelIndex.Entry entry : index.files()) {
                Path file = part.resolve(entry.path());
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                if (!linked(entry, file)) {
                    unpack(entry, file);
                }
            }
            note(index, part);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(part);
            // Another process was faster.
            boolean lost = e instanceof FileAlreadyExistsException || Files.isDirectory(target);
            if (!lost || !intact(index, target)) {
                throw e;
            }
        }
    }

    /** Notes the checksums of files whose SHA-256 is right. */
    private static void note(ModelIndex index, Path directory) throws IOException {
        StringBuilder checksums = new StringBuilder();
        for (ModelIndex.Entry entry : index.files()) {
            checksums
                    .append(crc32(directory.resolve(entry.path())))
                    .append(' ')
                    .append(entry.path())
                    .append('\n');
        }
        Path part = Files.createTempFile(directory, CHECKSUMS, "");
        Files.writeString(part, checksums);
        Files.move(part, directory.resolve(CHECKSUMS), StandardCopyOption.ATOMIC_MOVE);
    }

    /** In a directory of an earlier version, which noted none. */
    private static void noteLater(ModelIndex index, Path directory) {
        try {
            note(index, directory);
        } catch (IOException e) {
            LOG.debug("{} is read twice at each start: {}", directory, e.toString());
        }
    }

    /**
     * Weights that several models refer to are one file with several names, taken from a model that was unpacked before if
     * they are still what they were then.
     */
    private boolean linked(ModelIndex.Entry entry, Path file) {
        try {
            for (String name : BundledModels.names()) {
                ModelIndex other = ModelIndex.read(name);
                for (ModelIndex.Entry same : other.files()) {
                    Path there = target(other).resolve(same.path());
                    if (same.resource().equals(entry.resource())
                            && same.sha256().equals(entry.sha256())
                            && Files.isRegularFile(there)
                            && crc32(there).equals(checksums(target(other)).get(same.path()))) {
                        Files.createLink(file, there);
                        return true;
                    }
                }
            }
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("{} is unpacked once more: {}", file, e.toString());
        }
        return false;
    }

    private static void unpack(ModelIndex.Entry entry, Path file) throws IOException {
        try (InputStream in = entry.open();
                OutputStream out = Files.newOutputStream(file)) {
            String found = copy(in, out);
            if (!found.equals(entry.sha256())) {
                throw new IOException(
                        "resource " + entry.resource() + " with SHA-256 " + found + " instead of " + entry.sha256());
            }
        }
    }

    private static String copy(InputStream in, OutputStream out) throws IOException {
        MessageDigest digest = ModelIndex.sha256();
        new DigestInputStream(in, digest).transferTo(out);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
