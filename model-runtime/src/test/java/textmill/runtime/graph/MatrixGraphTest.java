package textmill.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixGraphTest {
    /** Matrices below and above the size from which payloads are not copied into the message. */
    @ParameterizedTest
    @CsvSource({"16,false", "16,true", "64,false", "64,true"})
    void shouldWriteAModelThatCanBeRead(int size, boolean half, @TempDir Path directory) throws IOException {
        // When
        ByteBuffer bytes = new MatrixGraph(size, 3, half).bytes();
        OnnxGraph graph = OnnxGraphReader.read(Files.write(directory.resolve("m.onnx"), copy(bytes)));

        // Then
        assertThat(bytes.isDirect()).isTrue();
        assertThat(bytes.remaining()).isGreaterThan(size * size * (half ? 2 : 4));
        assertThat(graph.opsets()).containsOnlyKeys("");
        assertThat(graph.operators()).containsExactlyInAnyOrder("Cast", "Expand", "MatMul", "ReduceMax");
        assertThat(graph.inputs()).singleElement().hasToString("x [1]");
        assertThat(graph.outputs()).singleElement().hasToString("y [1, 1]");
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }
}
