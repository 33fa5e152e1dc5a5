package textmill.runtime.graph;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.runtime.fuzz.Cost;
import textmill.runtime.fuzz.ScratchFile;
import textmill.runtime.model.OnnxBytes;
import textmill.runtime.model.TextGraph;

/** Any bytes as a model's file: its structure, or at which byte it stops being a model. */
class OnnxFileFuzzTest {
    private static final Path FILE = ScratchFile.directory().resolve("model.onnx");

    /** Small, since a mutation costs as much as its input is long. */
    static Stream<byte[]> seeds() throws IOException {
        return bytes(
                words(4, 8),
                OnnxBytes.encoder(graph -> graph.external("words", "weights.bin", "0", "64")),
                small(TextGraph.LAYER),
                small(TextGraph.QUANTISED),
                small(TextGraph.BIAS_GELU),
                nested(20));
    }

    /** Those, and large ones. */
    static Stream<byte[]> known() throws IOException {
        return Stream.concat(seeds(), bytes(words(500, 32), nested(4000)));
    }

    private static Stream<byte[]> bytes(OnnxBytes... models) throws IOException {
        Stream.Builder<byte[]> all = Stream.builder();
        for (OnnxBytes model : models) {
            model.write(FILE);
            all.add(Files.readAllBytes(FILE));
        }
        return all.build();
    }

    private static OnnxBytes words(int rows, int columns) {
        return OnnxBytes.encoder(
                graph -> graph.initialiser("words", rows, columns).node("Gather", "e", "words", "input_ids"));
    }

    /** Graphs within graphs, each in an operator's attribute. */
    private static OnnxBytes nested(int depth) {
        OnnxBytes graph = OnnxBytes.message();
        for (int i = 0; i < depth; i++) {
            graph = OnnxBytes.message()
                    .bytes(1, OnnxBytes.message().bytes(5, OnnxBytes.message().bytes(6, graph)));
        }
        return OnnxBytes.message().bytes(7, graph);
    }

    /** Only operators: without the weights a mutation meets something. */
    private static OnnxBytes small(String lines) {
        return OnnxBytes.encoder(graph -> lines.lines().forEach(line -> graph.bytes(1, TextGraph.node(line.strip()))));
    }

    @ParameterizedTest
    @MethodSource("known")
    void shouldHoldForWhatIsKnown(byte[] data) {
        shouldBeAGraphOrSayWhyNot(data);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void shouldBeAGraphOrSayWhyNot(byte[] data) {
        ScratchFile.write(FILE, data);
        Cost.of(data, () -> {
            try {
                OnnxGraphReader.read(FILE);
            } catch (IOException e) {
                Cost.requireMessage(e);
            }
            try {
                PortableGraph.forOpenVino(FILE);
            } catch (IOException e) {
                Cost.requireMessage(e);
            }
            FusedGraph fused = FusedGraph.of(FILE);
            if (fused != null) {
                fused.withoutPadding();
            }
        });
    }
}
