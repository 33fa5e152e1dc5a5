package textmill.runtime.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.runtime.TestModels;
import textmill.runtime.task.TaskSpec;

/** Every way in which a model directory can be wrong gets one line that says what, where and what was expected. */
class BrokenModelTest {
    private final Path directory;

    BrokenModelTest(@TempDir Path parent) {
        directory = parent.resolve("model");
    }

    @BeforeEach
    void copyGoodModel() throws IOException {
        TestModels.copy(TestModels.resource("/tiny/tiny-bert"), directory);
    }

    static Stream<BrokenDirectory> brokenModels() {
        return Stream.of(
                        BrokenDirectory.files(),
                        BrokenDirectory.graphs(),
                        BrokenDirectory.references(),
                        BrokenDirectory.configurations())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("brokenModels")
    void shouldSayInOneLineWhatIsWrongWithWhichFile(BrokenDirectory broken) throws IOException {
        // Given
        broken.by().apply(directory);

        // When, Then
        assertThatThrownBy(() -> TaskSpec.of(ModelSpec.read(directory)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(broken.file())
                .hasMessageContaining("expected ")
                .hasMessageContaining(broken.expected())
                .hasMessageContaining(broken.found())
                .hasMessageContaining("; ")
                .hasMessageNotContaining("\n");
    }
}
