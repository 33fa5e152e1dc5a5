package textmill.runtime.model;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Access to the files of one model directory; every refusal names the file. */
public final class ModelFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] LFS = "version https://git-lfs".getBytes(StandardCharsets.UTF_8);

    private final Path top;
    private final Path directory;

    ModelFiles(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new ModelException(
                    directory,
                    "a model directory",
                    Files.exists(directory) ? "a file" : "nothing: no such directory",
                    "give the directory that holds config.json, tokenizer.json and model.onnx, the name of a bundled model,"
                            + " or hf://OWNER/NAME for a model of the hub");
        }
        this.top = directory;
        this.directory = directory;
    }

    private ModelFiles(Path top, Path directory) {
        this.top = top;
        this.directory = directory;
    }

    /** The same model's files as they are named from a directory below this one. */
    ModelFiles below(String name) {
        return name.isEmpty() ? this : new ModelFiles(top, directory.resolve(name));
    }

    /** The model's directory. */
    public Path top() {
        return top;
    }

    /** The directory of these files: the model's, or one below. */
    public Path directory() {
        return directory;
    }

    /** The file of that name, whether or not it is there. */
    public Path path(String name) {
        return directory.resolve(name);
    }

    /** True if there is something of that name. */
    public boolean has(String name) {
        return Files.exists(path(name));
    }

    /**
     * A JSON object that must be there.
     *
     * @param what it is, for messages
     * @throws ModelException if it is absent or no JSON
     */
    public JsonNode json(String name, String what) {
        Path file = present(path(name), what);
        try {
            JsonNode tree = JSON.readTree(file.toFile());
            if (tree.isObject() || tree.isArray()) {
                return tree;
            }
            throw new ModelException(
                    file, what + " as JSON", tree.getNodeType().toString().toLowerCase(Locale.ROOT), REFETCH);
        } catch (JacksonException e) {
            throw new ModelException(file, what + " as JSON", "invalid JSON: " + e.getOriginalMessage(), REFETCH, e);
        } catch (IOException e) {
            throw unreadable(file, what, e);
        }
    }

    /** A JSON object that may be absent: then a node without content. */
    public JsonNode optionalJson(String name, String what) {
        return has(name) ? json(name, what) : MissingNode.getInstance();
    }

    /** Refuses a file that is absent, empty or a Git LFS pointer. */
    public Path present(Path file, String what) {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(file, what, Files.exists(file) ? "a directory" : "no such file", REFETCH);
        }
        try {
            if (Files.size(file) == 0) {
                throw new ModelException(file, what, "an empty file", REFETCH);
            }
            if (isLfsPointer(file)) {
                throw new ModelException(
                        file,
                        what,
                        "a Git LFS pointer",
                        "run 'git lfs pull' where the model was cloned, or download it");
            }
        } catch (IOException e) {
            throw unreadable(file, what, e);
        }
        return file;
    }

    static final String REFETCH = "export or download the model again";

    static ModelException unreadable(Path file, String what, IOException e) {
        return new ModelException(
                file,
                what,
                "a file that cannot be read (" + e.getClass().getSimpleName() + ")",
                "check its permissions and the disk",
                e);
    }

    private static boolean isLfsPointer(Path file) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(LFS.length);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            while (head.hasRemaining() && channel.read(head) >= 0) {
                // fill the buffer
            }
        }
        return head.position() == LFS.length && head.flip().equals(ByteBuffer.wrap(LFS));
    }
}
