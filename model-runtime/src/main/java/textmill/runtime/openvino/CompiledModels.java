package textmill.runtime.openvino;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.graph.PortableGraph;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Sha256;
import textmill.runtime.model.UserCache;

/**
 * Keeps what OpenVINO compiled between starts, a directory for each model, version and setting. A directory appears under
 * its name in one step, complete, so that any number of processes may start at once. Without a place nothing is kept.
 */
final class CompiledModels {
    private static final Logger LOG = LoggerFactory.getLogger(CompiledModels.class);
    private static final int NAME_DIGITS = 32;
    private static final String PORTABLE = "portable.onnx";

    private final @Nullable Path root;

    private CompiledModels(@Nullable Path root) {
        this.root = root;
    }

    /**
     * In the directory that was named, or else in {@code openvino} below the cache for models or the user's own cache.
     *
     * @param named what the user named, or null
     */
    static CompiledModels in(@Nullable Path named, Map<String, String> environment) {
        if (named != null) {
            return new CompiledModels(named);
        }
        return new CompiledModels(UserCache.directory("openvino", environment));
    }

    /** Makes something with OpenVINO. */
    @FunctionalInterface
    interface Compilation<T> {
        /** @param cache the directory to read from or write to, or null for none */
        T with(@Nullable Path cache) throws OpenVinoException;
    }

    /**
     * Compiles, or reads what was compiled before.
     *
     * @param facts all that decides the result
     */
    <T> T compile(String facts, Compilation<T> compilation) throws OpenVinoException {
        Path directory = directory(facts);
        if (directory == null || Files.isDirectory(directory)) {
            return compilation.with(directory);
        }
        Path part = part(directory);
        T made;
        try {
            made = compilation.with(part);
        } catch (OpenVinoException | RuntimeException e) {
            delete(part);
            throw e;
        }
        publish(part, directory);
        return made;
    }

    /**
     * The file to give to OpenVINO: the model's own; or, where operators must be changed, or where it would refuse weights
     * because a download cache keeps them elsewhere behind links, one of ours beside its weights.
     *
     * @throws IOException if a file cannot be read or written
     */
    Path portable(ModelSpec spec) throws IOException {
        Path file = spec.onnx().path().toAbsolutePath().normalize();
        byte[] graph = PortableGraph.forOpenVino(file);
        if (graph == null && !isLinked(spec, file)) {
            return file;
        }
        Path directory = directory("graph\n" + file + "\n" + spec.onnx().sha256());
        if (directory != null && Files.isDirectory(directory)) {
            return directory.resolve(PORTABLE);
        }
        Path part = directory == null ? null : part(directory);
        Path written = part == null ? Files.createTempDirectory("textmill-openvino-") : part;
        Path name = Objects.requireNonNull(file.getFileName());
        bring(file, written.resolve(name));
        for (OnnxGraph.ExternalData data : spec.graph().external()) {
            bring(file.resolveSibling(data.location()), written.resolve(data.location()));
        }
        if (graph == null) {
            bring(file, written.resolve(PORTABLE));
        } else {
            Files.write(written.resolve(PORTABLE), graph);
        }
        if (directory == null || part == null) {
            return written.resolve(PORTABLE);
        }
        publish(part, directory);
        return directory.resolve(PORTABLE);
    }

    private static boolean isLinked(ModelSpec spec, Path file) {
        return spec.graph().external().stream()
                .anyMatch(data ->
                        Files.isSymbolicLink(file) || Files.isSymbolicLink(file.resolveSibling(data.location())));
    }

    /** Its bytes under another name, without a copy where the file system can do that. */
    private static void bring(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            return;
        }
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        try {
            Files.createLink(to, from.toRealPath());
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("{} is copied: {}", from, e.toString());
            Files.copy(from.toRealPath(), to);
        }
    }

    private @Nullable Path directory(String facts) {
        String name = Sha256.of(facts.getBytes(StandardCharsets.UTF_8)).substring(0, NAME_DIGITS);
        return root == null ? null : root.resolve(name);
    }

    private static @Nullable Path part(Path directory) {
        try {
            Path parent = directory.toAbsolutePath().getParent();
            if (parent == null) {
                return null;
            }
            Files.createDirectories(parent);
            return Files.createTempDirectory(parent, "compiling-");
        } catch (IOException e) {
            LOG.info("What OpenVINO compiles is not kept for the next start: {}", e.toString());
            return null;
        }
    }

    private static void publish(@Nullable Path part, Path directory) {
        if (part == null) {
            return;
        }
        try {
            Files.move(part, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Another process was faster.
            delete(part);
        }
    }

    private static void delete(@Nullable Path directory) {
        if (directory == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            LOG.debug("{} stays: {}", directory, e.toString());
        }
    }
}
