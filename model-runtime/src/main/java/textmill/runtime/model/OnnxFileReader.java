package textmill.runtime.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.graph.OnnxGraphReader;

/** Finds the ONNX file of a model and checks everything that can be known without running it. */
final class OnnxFileReader {
    /** ONNX Runtime runs no older models. */
    private static final long OLDEST_OPSET = 7;

    private final ModelFiles files;
    private final FileHashes hashes;
    private @Nullable OnnxGraph graph;
    private @Nullable Path path;

    OnnxFileReader(ModelFiles files, FileHashes hashes) {
        this.files = files;
        this.hashes = hashes;
    }

    OnnxFile read(@Nullable String stated) {
        String name = stated == null ? OnnxFileChoice.of(files) : stated;
        Path file = files.present(files.path(name), "an ONNX model");
        path = file;
        OnnxGraph read = parse(file);
        graph = read;
        checkOpset(file, read);
        checkExternal(file, read);
        ModelInputs inputs = InputReader.read(file, read);
        String sha256 = withExternal(checksum(file, name), file, read);
        return new OnnxFile(file, sha256, precision(read), inputs, read.opsets());
    }

    OnnxGraph graph() {
        if (graph == null) {
            throw new IllegalStateException("read() comes first");
        }
        return graph;
    }

    void requireEmbeddingRows(long largestId, Path tokenizer) {
        long rows = graph().embeddingRows();
        if (rows >= 0 && largestId >= rows) {
            throw new ModelException(
                    tokenizer,
                    "token ids below " + rows + ", the rows of the embedding table in " + path,
                    "ids up to " + largestId,
                    "use the tokenizer that the model was trained with");
        }
    }

    private static OnnxGraph parse(Path file) {
        try {
            return OnnxGraphReader.read(file);
        } catch (IOException e) {
            throw new ModelException(
                    file,
                    "a complete ONNX model",
                    "a file that is cut off or no ONNX model (" + e.getMessage() + ")",
                    ModelFiles.REFETCH,
                    e);
        }
    }

    private static Precision precision(OnnxGraph graph) {
        if (graph.operators().contains("DynamicQuantizeLinear")
                || graph.operators().contains("DynamicQuantizeMatMul")) {
            return Precision.DYNAMIC_INT8;
        }
        boolean half = graph.outputs().stream().anyMatch(output -> output.elementType() == OnnxGraph.FLOAT16);
        return half ? Precision.FP16 : Precision.FP32;
    }

    private static void checkOpset(Path file, OnnxGraph graph) {
        Long opset = graph.opsets().get("");
        if (opset == null || opset < OLDEST_OPSET) {
            throw new ModelException(
                    file,
                    "ONNX opset " + OLDEST_OPSET + " or later",
                    opset == null ? "no opset" : "opset " + opset,
                    "export the model again with a newer opset");
        }
    }

    private void checkExternal(Path file, OnnxGraph graph) {
        Path home = file.toAbsolutePath().normalize().getParent();
        if (home == null) {
            throw new IllegalStateException("a file has a directory");
        }
        for (OnnxGraph.ExternalData data : graph.external()) {
            Path target = home.resolve(data.location()).normalize();
            if (Path.of(data.location()).isAbsolute() || !target.startsWith(home) || !staysInside(home, target)) {
                throw new ModelException(
                        file,
                        "external data inside the model's directory",
                        (Path.of(data.location()).isAbsolute()
                                        ? "a reference to the absolute path '"
                                        : "a reference outside of it, '")
                                + data.location() + "'",
                        "do not use this model unless you trust where it comes from");
            }
            files.present(target, "the external data of " + file.getFileName());
            checkLength(target, data.end());
        }
    }

    private static boolean staysInside(Path home, Path target) {
        try {
            if (!Files.exists(target)) {
                return true;
            }
            Path real = target.toRealPath();
            Path blobs = blobsOf(home);
            return real.startsWith(home.toRealPath()) || (blobs != null && real.startsWith(blobs.toRealPath()));
        } catch (IOException e) {
            throw ModelFiles.unreadable(target, "external data", e);
        }
    }

    /** The hub's cache keeps files in {@code blobs} and links to them from {@code snapshots/REVISION}: one model's directory. */
    private static @Nullable Path blobsOf(Path home) {
        for (Path at = home; at != null; at = at.getParent()) {
            Path parent = at.getParent();
            if (parent != null && parent.endsWith("snapshots")) {
                Path blobs = parent.resolveSibling("blobs");
                return Files.isDirectory(blobs) ? blobs : null;
            }
        }
        return null;
    }

    private static void checkLength(Path target, long end) {
        try {
            long size = Files.size(target);
            if (size < end) {
                throw new ModelException(
                        target, "at least " + end + " bytes of external data", size + " bytes", ModelFiles.REFETCH);
            }
        } catch (IOException e) {
            throw ModelFiles.unreadable(target, "external data", e);
        }
    }

    /** The weights may be elsewhere: a fingerprint covers them too. */
    private String withExternal(String sha256, Path file, OnnxGraph graph) {
        StringBuilder all = new StringBuilder(sha256);
        for (String location : graph.external().stream()
                .map(OnnxGraph.ExternalData::location)
                .distinct()
                .sorted()
                .toList()) {
            Path target = file.resolveSibling(location);
            try {
                all.append('\n').append(location).append('\n').append(hashes.of(target));
            } catch (IOException e) {
                throw ModelFiles.unreadable(target, "external data", e);
            }
        }
        return all.length() == sha256.length()
                ? sha256
                : Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Compares with {@code model.onnx.sha256}, in the format of {@code sha256sum} or the hash alone. */
    private String checksum(Path file, String name) {
        try {
            String actual = hashes.of(file);
            Path noted = files.path(name + ".sha256");
            if (Files.exists(noted)) {
                String expected = Files.readString(noted, StandardCharsets.UTF_8)
                        .strip()
                        .split("\\s+", 2)[0]
                        .toLowerCase(Locale.ROOT);
                if (!expected.equals(actual)) {
                    throw new ModelException(
                            file,
                            "SHA-256 " + expected + " as " + noted.getFileName() + " says",
                            actual,
                            ModelFiles.REFETCH);
                }
            }
            return actual;
        } catch (IOException e) {
            throw ModelFiles.unreadable(file, "an ONNX model", e);
        }
    }
}
