package textmill.runtime.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.device.Placement;

/**
 * Asks a session where its nodes are. ONNX Runtime can list them, but not through Java (1.29); its profile of one run names
 * the provider of every node that ran, and Java can have that. The file holds names and shapes, no values, and is deleted.
 */
final class PlacementProfile {
    private static final Logger LOG = LoggerFactory.getLogger(PlacementProfile.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What multiplies matrices, in ONNX and in what ONNX Runtime fuses it to. */
    private static final Set<String> MATRIX = Set.of(
            "MatMul",
            "Gemm",
            "Einsum",
            "Conv",
            "FusedMatMul",
            "FusedGemm",
            "FusedMatMulActivation",
            "GemmFastGelu",
            "TransposeMatMul",
            "MatMulNBits",
            "MatMulInteger",
            "MatMulIntegerToFloat",
            "DynamicQuantizeMatMul",
            "QLinearMatMul",
            "QGemm",
            "QAttention",
            "Attention",
            "PackedAttention",
            "PackedMultiHeadAttention",
            "MultiHeadAttention",
            "GatedRelativePositionBias");

    /** TensorRT's nodes are named after the subgraph that they replace. */
    private static final String TENSORRT_NODE = "TRTKernel";

    private final Path directory;

    private PlacementProfile(Path directory) {
        this.directory = directory;
    }

    /** Lets the session that is made of these options write a profile; {@link #end} must follow. */
    static PlacementProfile begin(OrtSession.SessionOptions options) throws OrtException {
        Path directory;
        try {
            directory = Files.createTempDirectory("textmill-placement");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot write to the temporary directory; set -Djava.io.tmpdir to one that can be written to", e);
        }
        options.enableProfiling(directory.resolve("run").toString());
        return new PlacementProfile(directory);
    }

    /** Ends the profile of a session that has run once, and reads it. */
    Placement end(OrtSession session) throws OrtException {
        Path file = Path.of(session.endProfiling());
        try {
            return read(JSON.readTree(file.toFile()));
        } catch (IOException e) {
            LOG.warn("It is not known where ONNX Runtime put the model's nodes: {}", e.getMessage());
            return Placement.unknown();
        }
    }

    /** Deletes what the session wrote. */
    void delete() {
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            LOG.warn("Could not delete {}: {}", directory, e.getMessage());
        }
    }

    /** Counts the nodes of a profile in Chrome's trace format. */
    static Placement read(JsonNode events) {
        Map<String, Integer> nodes = new TreeMap<>();
        Map<String, Integer> matrix = new TreeMap<>();
        for (JsonNode event : events) {
            String provider = event.path("args").path("provider").asText();
            if (!provider.isEmpty() && event.path("name").asText().endsWith("_kernel_time")) {
                nodes.merge(provider, 1, Integer::sum);
                String operator = event.path("args").path("op_name").asText();
                if (MATRIX.contains(operator) || operator.startsWith(TENSORRT_NODE)) {
                    matrix.merge(provider, 1, Integer::sum);
                }
            }
        }
        return new Placement(nodes, matrix);
    }
}
