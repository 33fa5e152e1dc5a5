package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.runtime.TextModel;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Statements;
import textmill.runtime.task.TaskSpec;

/** What sentence-transformers 5.4 and later write of the transformer: done, or refused by name. */
class TransformerSettingsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SETTINGS = "sentence_bert_config.json";

    private final Path directory;

    TransformerSettingsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private Path model(String golden, String settings) {
        Path model = GoldenModel.of(golden).layOut(directory);
        try {
            Path file = model.resolve(SETTINGS);
            ObjectNode own = Files.exists(file) ? (ObjectNode) JSON.readTree(file.toFile()) : JSON.createObjectNode();
            own.setAll((ObjectNode) JSON.readTree(settings));
            JSON.writeValue(file.toFile(), own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return model;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"processing_kwargs\":{\"text\":{\"max_length\":12}}} | 12",
                "{\"processing_kwargs\":{\"text\":{\"max_length\":12,\"padding\":true},\"common\":{\"max_length\":9}}} | 9",
                "{\"processor_kwargs\":{\"model_max_length\":11,\"use_fast\":true}} | 11",
                "{\"tokenizer_args\":{\"model_max_length\":11},\"max_seq_length\":20} | 11",
                "{\"max_seq_length\":20} | 20",
                "{\"max_seq_length\":null,\"document_length\":10,\"query_length\":8} | 48",
            })
    void shouldCutTextsWhereTheSettingsSay(String settings, int tokens) {
        assertThat(ModelSpec.read(model("st6-pooling-mean", settings))
                        .tokenizer()
                        .maxTokens())
                .isEqualTo(tokens);
    }

    @Test
    void shouldTakeTheTokenizersArgumentsForItsConfiguration() {
        ModelSpec left =
                ModelSpec.read(model("st6-pooling-mean", "{\"tokenizer_args\":{\"truncation_side\":\"left\"}}"));

        assertThat(left.tokenizer().settings().cutsStart()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"processing_kwargs\":{\"text\":{\"add_special_tokens\":false}}} | add_special_tokens: false",
                "{\"processing_kwargs\":{\"common\":{\"stride\":2}}} | stride: 2",
                "{\"processor_kwargs\":{\"fix_mistral_regex\":true}} | fix_mistral_regex",
                "{\"max_seq_length\":0} | max_seq_length",
                "{\"modality_config\":{\"message\":{\"method\":\"forward\"},\"text\":{\"method\":\"forward\"}}} | chat template",
                "{\"modality_config\":{\"text\":{\"method\":\"get_text_features\",\"method_output_name\":null}}} | get_text_features",
                "{\"modality_config\":{\"text\":{\"method\":\"forward\",\"method_output_name\":[\"hidden_states\",-2]}}} | hidden_states",
                "{\"modality_config\":{\"text\":{\"method\":\"forward\",\"method_output_name\":\"text_embeds\"}}} | text_embeds",
            })
    void shouldRefuseByNameWhatIsNotKnown(String settings, String says) {
        Path model = model("st6-pooling-mean", settings);

        assertThatThrownBy(() -> TaskSpec.of(ModelSpec.read(model)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(says)
                .hasMessageNotContaining("\n");
    }

    @Test
    void shouldPutTheOutputThatTheSettingsNameIntoTheModules() throws IOException {
        // Given a model whose pooler is followed by a normalisation, and the same without any settings
        String pooler =
                "{\"modality_config\":{\"text\":{\"method\":\"forward\",\"method_output_name\":\"pooler_output\"}},"
                        + "\"module_output_name\":\"sentence_embedding\"}";
        Path model = model("graph-pooler-output", pooler);
        JsonNode modules = JSON.readTree("""
                [{"idx":0,"name":"0","path":"","type":"sentence_transformers.models.Transformer"},
                 {"idx":1,"name":"1","path":"2_Normalize","type":"sentence_transformers.models.Normalize"}]""");
        JSON.writeValue(model.resolve("modules.json").toFile(), modules);
        Path alone = GoldenModel.of("graph-pooler-output").layOut(directory.resolve("alone"));
        Files.deleteIfExists(alone.resolve("modules.json"));
        Statements stated = Statements.parse(Map.of("output", "pooler_output", "normalise", "true"));

        // When, Then
        try (TextModel by = TextModel.load(model);
                TextModel expected = TextModel.load(alone, ModelOptions.none().with(stated), EngineConfig.defaults())) {
            assertThat(by.embed("Hello, World!")).containsExactly(expected.embed("Hello, World!"), within(1e-6f));
        }
    }
}
