package textmill.models.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A model's directory in the cache, laid out as the {@code huggingface_hub} library has it: {@code blobs/HASH} are the files,
 * {@code snapshots/COMMIT/NAME} links to them, {@code refs/REVISION} the commit that a revision was last.
 */
final class HubCache {
    private static final int SHA256_DIGITS = 64;
    private static final int GIT_DIGITS = 40;

    private final Path root;
    private final Path model;
    private final HubReference reference;

    HubCache(Path root, HubReference reference) {
        this.root = root;
        this.model = root.resolve(reference.folder());
        this.reference = reference;
    }

    /** Directory of a commit's files. */
    Path snapshot(String commit) {
        return model.resolve("snapshots").resolve(commit);
    }

    /** Directory of the files that the revision last had here, or null if there is none. */
    @Nullable
    Path known() throws IOException {
        String commit = reference.revision();
        Path noted = ref();
        if (!HubReference.isCommit(commit) && Files.isRegularFile(noted)) {
            commit = Files.readString(noted, StandardCharsets.UTF_8).strip();
        }
        Path snapshot = snapshot(commit);
        return HubReference.isCommit(commit) && Files.isDirectory(snapshot) ? snapshot : null;
    }

    private Path ref() throws IOException {
        return inside(model.resolve("refs"), reference.revision());
    }

    /** Notes which commit the revision is. */
    void note(String commit) throws IOException {
        if (!HubReference.isCommit(reference.revision())) {
            Path ref = ref();
            createParent(ref);
            Files.writeString(ref, commit, StandardCharsets.UTF_8);
        }
    }

    /** Something that writes. */
    interface Work {
        void run() throws IOException;
    }

    /** Only one process of ours writes at a time; the library's own writers and ours replace whole files only. */
    void alone(Work work) throws IOException {
        Path file = root.resolve(".locks").resolve(reference.folder()).resolve("textmill.lock");
        createParent(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock(channel);
            work.run();
        }
    }

    private static void lock(FileChannel channel) throws IOException {
        try {
            if (!channel.lock().isValid()) {
                throw new IOException("no lock can be had");
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException("it is being fetched by another thread", e);
        }
    }

    /** Where a file of a commit is. */
    Path pointer(String commit, String file) throws IOException {
        return inside(snapshot(commit), file);
    }

    /** Where the bytes of a file are. */
    Path blob(String etag) throws IOException {
        return inside(model.resolve("blobs"), etag);
    }

    /** What is there of a file that is being fetched. */
    Path part(String etag) throws IOException {
        return inside(model.resolve("blobs"), etag + ".textmill.incomplete");
    }

    /** True if there is such a file and, where its name is its hash, its bytes are right. */
    static boolean isIntact(Path pointer) throws IOException {
        if (!Files.isRegularFile(pointer)) {
            return false;
        }
        Path blob = pointer.toRealPath();
        return hasHash(blob, String.valueOf(blob.getFileName()));
    }

    /** True unless {@code etag} is a hash, and one of other bytes. */
    static boolean hasHash(Path file, String etag) throws IOException {
        if (!etag.matches("[0-9a-f]+")) {
            return true;
        }
        return switch (etag.length()) {
            case SHA256_DIGITS -> hash("SHA-256", "", file).equals(etag);
            case GIT_DIGITS ->
                hash("SHA-1", "blob " + Files.size(file) + "\0", file).equals(etag);
            default -> true;
        };
    }

    private static String hash(String algorithm, String before, Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(before.getBytes(StandardCharsets.UTF_8));
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    /** Gives a file of a commit its bytes. */
    void link(Path pointer, Path blob) throws IOException {
        createParent(pointer);
        Files.deleteIfExists(pointer);
        Path parent = pointer.getParent();
        try {
            Files.createSymbolicLink(pointer, parent == null ? blob : parent.relativize(blob));
        } catch (FileAlreadyExistsException e) {
            // The library was faster.
        } catch (UnsupportedOperationException | IOException e) {
            // Not every file system has links; the library then keeps the bytes there.
            Files.copy(blob, pointer, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static void createParent(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
    }

    /** Names come from elsewhere: none leads out of its directory. */
    private Path inside(Path directory, String name) throws IOException {
        Path path = directory.resolve(name).normalize();
        if (!path.startsWith(directory) || path.equals(directory)) {
            throw new HubException(reference + ": expected names inside of it, found '" + name
                    + "'; do not use this model unless you trust where it comes from");
        }
        return path;
    }
}
