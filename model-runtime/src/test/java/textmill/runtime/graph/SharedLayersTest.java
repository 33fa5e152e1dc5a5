package textmill.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.runtime.model.OnnxBytes;
import textmill.runtime.model.TextGraph;

class SharedLayersTest {
    /** A layer, and one more. */
    private static final String FIRST = """
            e = Gather(words, input_ids)
            m = MatMul(e, w)
            sum = Add(m, e)
            y = LayerNormalization(sum, gamma, beta) axis=-1 epsilon=0.001
            n = MatMul(y, w)
            more = Add(n, y)
            last_hidden_state = LayerNormalization(more, gamma, bias) axis=-1 epsilon=0.001
            """;

    /** The same layer under other names and in another order, and something else above it. */
    private static final String SECOND = """
            unused = Cast(attention_mask) to=1
            rows = Gather(words, input_ids)
            product = MatMul(rows, w)
            residual = Add(product, rows)
            end = LayerNormalization(residual, gamma, beta) epsilon=0.001 axis=-1
            last_hidden_state = MatMul(end, w)
            """;

    private final Path directory;
    private final List<Path> models = new ArrayList<>();

    SharedLayersTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldCutModelsAboveTheLayerThatTheyHaveInCommon() throws IOException {
        // Given
        Path first = write(FIRST);
        Path second = write(SECOND);

        // When
        List<SharedLayers> found = SharedLayers.among(models);

        // Then
        assertThat(found).hasSize(1);
        SharedLayers shared = found.get(0);
        assertThat(shared.products()).isEqualTo(1);
        assertThat(shared.above()).containsOnlyKeys(first, second);
        OnnxGraph below = read(shared.below());
        assertThat(below.inputs())
                .extracting(OnnxGraph.Value::name)
                .containsExactly("input_ids", FusedGraph.TOKENS, FusedGraph.PLACES);
        assertThat(below.outputs())
                .extracting(OnnxGraph.Value::toString)
                .containsExactly(shared.below().hidden() + " [free, free, 32]");
        assertThat(below.operators()).contains("Gather", "MatMul").hasSize(4);
        SharedLayers.Part above = Objects.requireNonNull(shared.above().get(second));
        assertThat(read(above).inputs()).extracting(OnnxGraph.Value::name).containsExactly("end");
        assertThat(read(above).operators()).containsExactly("MatMul");
        assertThat(read(above).outputs()).extracting(OnnxGraph.Value::name).containsExactly("last_hidden_state");
        // Its one matrix stays in its file; what only the layer below reads is gone.
        assertThat(read(above).external())
                .extracting(OnnxGraph.ExternalData::location)
                .containsExactly(second.getFileName().toString());
        assertThat(above.bytes().length).isLessThan(600);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "epsilon=0.001             | epsilon=0.002",
                "residual, gamma, beta     | residual, gamma, bias",
                "product = MatMul(rows, w) | product = MatMul(w, rows)",
                "Add(product, rows)        | Sub(product, rows)",
                "Gather(words, input_ids)  | Gather(words, attention_mask)",
                // Above the layer a part of it is computed again.
                "MatMul(end, w)            | Add(end, product)",
                // The model gives the hidden states themselves.
                "last_hidden_state         | other",
            })
    void shouldShareNothingWhereAnythingDiffers(String part, String instead) throws IOException {
        // Given
        assertThat(SECOND).contains(part);
        write(FIRST);
        write(SECOND.replace(part, instead).replace(instead.equals("other") ? "end" : "none", "last_hidden_state"));

        // When, Then
        assertThat(SharedLayers.among(models)).isEmpty();
    }

    @Test
    void shouldShareNothingIfOneByteOfTheWeightsDiffers() throws IOException {
        // Given
        write(FIRST);
        Path second = write(SECOND);
        byte[] bytes = Files.readAllBytes(second);
        int table = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("words");
        bytes[table + 60_000] ^= 1;
        Files.write(second, bytes);

        // When, Then
        assertThat(SharedLayers.among(models)).isEmpty();
    }

    @Test
    void shouldCompareOnlyWeightsThatBeginAlike() throws IOException {
        // Given two models with the same matrices, each of them of the shape of the others
        List<Path> files = new ArrayList<>();
        for (String name : List.of("first", "second")) {
            OnnxBytes model = OnnxBytes.encoder(graph -> {
                for (int i = 0; i < 40; i++) {
                    graph.tensor("w" + i, 1, new long[] {4, 2}, filled(i))
                            .node("MatMul", "p" + i, "input_ids", "w" + i);
                }
            });
            files.add(directory.resolve(name + ".onnx"));
            model.write(files.get(files.size() - 1));
        }

        // When
        ValueNumbers numbers = new ValueNumbers();
        Map<String, Integer> first = numbers.of(rewritten(files.get(0)));
        Map<String, Integer> second = numbers.of(rewritten(files.get(1)));

        // Then each is compared to the other's alone
        assertThat(second).isEqualTo(first);
        assertThat(first.values()).doesNotHaveDuplicates();
        assertThat(numbers.compared()).isEqualTo(40);
    }

    @Test
    void shouldShareAmongThoseThatSaveMost() throws IOException {
        // Given two that have two layers in common, and two more that have the first of these
        String two = FIRST.replace("last_hidden_state =", "z =");
        Path deep = write(two + "last_hidden_state = MatMul(z, w)\n");
        Path deeper = write(two + "last_hidden_state = Add(z, z)\n");
        Path other = write(SECOND);
        Path fourth = write(SECOND.replace("MatMul(end, w)", "Add(end, end)"));

        // When
        List<SharedLayers> ofTwo = SharedLayers.among(List.of(deep, deeper));
        List<SharedLayers> ofFour = SharedLayers.among(models);

        // Then
        assertThat(ofTwo).singleElement().extracting(SharedLayers::products).isEqualTo(2L);
        assertThat(ofFour).singleElement().satisfies(shared -> {
            assertThat(shared.products()).isEqualTo(1);
            assertThat(shared.above()).containsOnlyKeys(deep, deeper, other, fourth);
        });
    }

    @Test
    void shouldLeaveOutAFileThatCannotBeRead() throws IOException {
        // Given
        Path first = write(FIRST);
        Path second = write(SECOND);
        Path broken = Files.write(directory.resolve("broken.onnx"), new byte[] {1, 2, 3});

        // When, Then
        assertThat(SharedLayers.among(List.of(broken, first, second)))
                .singleElement()
                .satisfies(shared -> assertThat(shared.above()).containsOnlyKeys(first, second));
    }

    private Path write(String lines) throws IOException {
        Path file = directory.resolve("model" + models.size() + ".onnx");
        TextGraph.model(lines).write(file);
        models.add(file);
        return file;
    }

    /** Eight numbers. */
    private static byte[] filled(int with) {
        byte[] elements = new byte[8 * Float.BYTES];
        Arrays.fill(elements, (byte) with);
        return elements;
    }

    private static RewrittenModel rewritten(Path file) throws IOException {
        return Objects.requireNonNull(RewrittenModel.read(file));
    }

    private OnnxGraph read(SharedLayers.Part part) throws IOException {
        Path file = directory.resolve("part.onnx");
        Files.write(file, part.bytes());
        return OnnxGraphReader.read(file);
    }
}
