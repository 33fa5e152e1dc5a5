package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.runtime.model.LogitActivation;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.regression.RegressionSpec;

/** Where versions 3 to 6 of the sentence-transformers library say what a cross-encoder does to its logits. */
class CrossEncoderActivationTest {
    private final Path directory;

    CrossEncoderActivationTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @CsvSource({
        "st5-cross-encoder-identity, NONE",
        "st5-cross-encoder-old-identity, NONE",
        "st5-cross-encoder-sigmoid, SIGMOID",
        "st6-cross-encoder-reranker, SIGMOID",
        "st6-cross-encoder-reranker-identity, NONE",
        "st6-cross-encoder-pairs, NONE"
    })
    void shouldReadWhatTheLibraryWrote(String golden, LogitActivation expected) {
        assertThat(ModelSpec.read(GoldenModel.of(golden).layOut(directory)).crossEncoderActivation())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"st5-cross-encoder-unstated", "classifier-bert"})
    void shouldSayNothingWhereTheFilesDoNot(String golden) {
        assertThat(ModelSpec.read(GoldenModel.of(golden).layOut(directory)).crossEncoderActivation())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "st5-cross-encoder-identity, NONE",
        "st5-cross-encoder-old-identity, NONE",
        "st5-cross-encoder-sigmoid, SIGMOID",
        "st5-cross-encoder-unstated, SIGMOID",
        "st6-cross-encoder-reranker-identity, NONE"
    })
    void shouldBeWhatARegressionDoes(String golden, LogitActivation expected) {
        TaskSpec task = TaskSpec.of(ModelSpec.read(GoldenModel.of(golden).layOut(directory)));

        assertThat(task.head()).isInstanceOfSatisfying(RegressionSpec.class, spec -> assertThat(spec.activation())
                .isEqualTo(expected));
    }

    @ParameterizedTest
    @CsvSource({"torch.nn.modules.activation.Tanh", "my_package.Sigmoid"})
    void shouldRefuseAFunctionThatIsNotKnown(String function) throws IOException {
        // Given
        Path model = GoldenModel.of("st6-cross-encoder-reranker").layOut(directory);
        Path settings = model.resolve("config_sentence_transformers.json");
        Files.writeString(
                settings, Files.readString(settings).replace("torch.nn.modules.activation.Sigmoid", function));
        ModelSpec read = ModelSpec.read(model);

        // When, Then
        assertThatThrownBy(read::crossEncoderActivation)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("config_sentence_transformers.json: expected activation_fn")
                .hasMessageContaining(function)
                .hasMessageContaining("state the activation");
    }

    @Test
    void shouldLetTheNewestPlaceWin() throws IOException {
        // Given
        Path model = GoldenModel.of("st6-cross-encoder-reranker").layOut(directory);
        Path config = model.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replaceFirst(
                                "\\{",
                                "{\"sbert_ce_default_activation_function\": \"torch.nn.modules.linear.Identity\","));

        // When, Then
        assertThat(ModelSpec.read(model).crossEncoderActivation()).isEqualTo(LogitActivation.SIGMOID);
    }
}
