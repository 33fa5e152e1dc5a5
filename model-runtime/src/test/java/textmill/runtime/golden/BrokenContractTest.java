package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.runtime.TextModel;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.TaskSpec;

/** A directory that cannot work is refused in one line which names what is wrong, before or while it is loaded. */
class BrokenContractTest {
    private final Path directory;

    BrokenContractTest(@TempDir Path directory) {
        this.directory = directory;
    }

    static Stream<BrokenModel> broken() {
        return BrokenModel.all().stream().filter(model -> !model.valuesAllowed());
    }

    @ParameterizedTest
    @MethodSource("broken")
    void shouldRefuseInOneLineThatNamesWhatIsWrong(BrokenModel broken) {
        // Given
        Path model = broken.layOut(directory);

        // When, Then
        assertThatThrownBy(() -> TextModel.load(TaskSpec.of(ModelSpec.read(model)), EngineConfig.defaults())
                        .close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected ")
                .hasMessageContaining("; ")
                .hasMessageNotContaining("\n")
                .matches(
                        e -> broken.isSaidBy(String.valueOf(e.getMessage())),
                        "says " + broken.about().path("says"));
    }
}
