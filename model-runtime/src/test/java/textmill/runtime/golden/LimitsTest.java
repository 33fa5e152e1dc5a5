package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.runtime.TextModel;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.Outcome;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.TaskSpec;

/** What is too long, and what is nothing at all. */
class LimitsTest {
    private final Path directory;

    LimitsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldRefuseALimitAboveTheFixedLengthOfAGraph() throws IOException {
        // Given
        Path model = GoldenModel.of("graph-fixed-length").layOut(directory);
        Files.delete(model.resolve("sentence_bert_config.json"));
        Files.delete(model.resolve("tokenizer_config.json"));

        // When, Then
        assertThatThrownBy(() -> ModelSpec.read(model, new ModelOptions(null, 40)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(
                        "model.onnx: expected a token limit from 3 to 32, the fixed length of this graph, found 40");
        assertThat(ModelSpec.read(model, new ModelOptions(null, 20)).tokenizer().maxTokens())
                .isEqualTo(20);
        assertThat(ModelSpec.read(model).tokenizer().maxTokens()).isEqualTo(32);
    }

    @Test
    void shouldFailATextThatGivesNoTokenAndNotItsNeighbours() {
        // Given: GPT-2 puts no token of its own around a text
        TaskSpec task =
                TaskSpec.of(ModelSpec.read(GoldenModel.of("gpt2-last-token").layOut(directory)));

        // When
        List<Outcome> outcomes;
        try (TextModel model = TextModel.load(task, EngineConfig.defaults())) {
            outcomes = model.run(List.of("a text", "", "another"));
        }

        // Then
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Success.class);
        assertThat(outcomes.get(2)).isInstanceOf(Outcome.Success.class);
        assertThat(outcomes.get(1)).isInstanceOfSatisfying(Outcome.Failure.class, failure -> {
            assertThat(failure.reason()).isEqualTo(Outcome.Reason.TOKENIZE_FAILED);
            assertThat(failure.message()).contains("the text has no tokens");
        });
    }

    /** The numbers of these families begin behind the padding's id, so the table of positions has room for two texts' tokens less. */
    @ParameterizedTest
    @CsvSource({"data2vec-text", "roberta", "mpnet"})
    void shouldCutAtTheTableOfPositionsWhereNoFileNamesALimit(String name) throws IOException {
        // Given
        Path model = GoldenModel.of(name).layOut(directory);
        Path config = model.resolve("config.json");
        Files.writeString(config, Files.readString(config).replaceFirst("\"max_position_embeddings\": \\d+,", ""));
        Files.deleteIfExists(model.resolve("sentence_bert_config.json"));
        Path tokenizer = model.resolve("tokenizer_config.json");
        Files.writeString(tokenizer, Files.readString(tokenizer).replaceFirst("\"model_max_length\": \\d+,", ""));

        // When
        ModelSpec read = ModelSpec.read(model);

        // Then
        assertThat(read.tokenizer().maxTokens()).isEqualTo(64);
        try (TextModel loaded = TextModel.load(TaskSpec.of(read), EngineConfig.defaults())) {
            assertThat(loaded.run(List.of("a long text ".repeat(200))).get(0)).isInstanceOf(Outcome.Success.class);
        }
    }
}
