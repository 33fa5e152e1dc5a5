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

    static Stream<byte[]> seeds() throws IOException {
        Stream.Builder<byte[]> seeds = Stream.builder();
        for (OnnxBytes model : new OnnxBytes[] {
            OnnxBytes.encoder(graph -> graph.initialiser("words", 500, 32).node("Gather", "e", "words", "input_ids")),
            OnnxBytes.encoder(graph -> graph.external("words", "weights.bin", "0", "64")),
            small(TextGraph.LAYER),
            small(TextGraph.QUANTISED),
            small(TextGraph.BIAS_GELU),
            nested()
        }) {
            model.write(FILE);
            seeds.add(Files.readAllBytes(FILE));
        }
        return seeds.build();
    }

    /** Graphs within graphs, each in an operator's attribute. */
    private static OnnxBytes nested() {
        OnnxBytes graph = OnnxBytes.message();
        for (int i = 0; i < 4000; i++) {
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
    @MethodSource("seeds")
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
            FusedGraph.of(FILE);
        });
    }
}
