package textmill.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.runtime.MiniLm;
import textmill.runtime.TestModels;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.TaskTypes;
import textmill.runtime.task.WrongTaskException;
import textmill.runtime.task.classification.ClassificationType;
import textmill.runtime.task.embedding.EmbeddingSpec;
import textmill.runtime.task.embedding.EmbeddingType;
import textmill.runtime.task.replacedtokens.ReplacedTokensType;

class ModelSpecTest {
    private final Path directory;

    ModelSpecTest(@TempDir Path parent) {
        directory = parent.resolve("model");
    }

    @BeforeEach
    void copyGoodModel() throws IOException {
        TestModels.copy(TestModels.resource("/tiny/tiny-bert"), directory);
    }

    @Test
    void shouldNameADirectoryThatIsNotThere() {
        assertThatThrownBy(() -> ModelSpec.read(directory.resolve("nowhere")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("nowhere: expected a model directory, found nothing");
        assertThatThrownBy(() -> ModelSpec.read(directory.resolve("config.json")))
                .hasMessageContaining("found a file");
    }

    @Test
    void shouldTakeTheTaskFromTheArchitectureUnlessTold() {
        assertThat(TaskTypes.of(TestModels.tiny("tiny-bert"))).isEqualTo(EmbeddingType.INSTANCE);
        assertThat(TaskTypes.of(TestModels.tiny("tiny-roberta"))).isEqualTo(ClassificationType.INSTANCE);
        assertThat(TaskTypes.of(TestModels.tiny("tiny-electra"))).isEqualTo(ReplacedTokensType.INSTANCE);
        assertThatThrownBy(() -> ClassificationType.INSTANCE.read(ModelSpec.read(directory), TaskOptions.none()))
                .hasMessageContaining("logits [batch, labels]")
                .hasMessageContaining("last_hidden_state");
    }

    @Test
    void shouldTakeOneValuePerTokenForNoEmbedding() {
        // Given
        ModelSpec perToken = TestModels.tiny("tiny-electra");

        // When, Then
        assertThatThrownBy(() -> EmbeddingType.INSTANCE.read(perToken, TaskOptions.none()))
                .isInstanceOf(WrongTaskException.class)
                .hasMessageContaining("tiny-electra")
                .hasMessageContaining("sentence_embedding [batch, hidden], found logits [free, free]");
    }

    @Test
    void shouldTakeTheOnlyVectorPerTextForAnEmbedding() throws IOException {
        // Given
        OnnxBytes.model(18, g -> g.value(11, "input_ids", 7, -1, -1)
                        .value(11, "attention_mask", 7, -1, -1)
                        .value(12, "pooled", 1, -1, 32))
                .write(directory.resolve("model.onnx"));
        Files.delete(directory.resolve("model.onnx.sha256"));

        // When, Then
        assertThat(TaskSpec.of(ModelSpec.read(directory)).head()).isEqualTo(new EmbeddingSpec("pooled", List.of()));
    }

    @Test
    void shouldReadWhatTheRestMustKnow() {
        // When
        ModelSpec spec = ModelSpec.read(MiniLm.directory());

        // Then
        assertThat(spec.name()).isEqualTo("all-minilm-l6-v2");
        assertThat(spec.onnx().inputs().names()).containsExactly("input_ids", "attention_mask", "token_type_ids");
        assertThat(spec.onnx().precision()).isEqualTo(Precision.FP32);
        assertThat(TaskSpec.of(spec).head())
                .isEqualTo(new EmbeddingSpec(
                        "last_hidden_state",
                        List.of(
                                new SentenceModule.Pooling(List.of(PoolingMode.MEAN), true),
                                new SentenceModule.Normalize())));
        assertThat(spec.tokenizer().maxTokens()).isEqualTo(512);
        assertThat(TestModels.tiny("tiny-bert-int8").onnx().precision()).isEqualTo(Precision.DYNAMIC_INT8);
        assertThat(TestModels.tiny("tiny-roberta").tokenizer().padId()).isEqualTo(1);
        assertThat(TestModels.tiny("tiny-roberta").tokenizer().maxTokens()).isEqualTo(64);
    }

    @Test
    void shouldChangeTheFingerprintWithEverythingThatChangesResults() throws IOException {
        // Given
        TaskSpec spec = TaskSpec.of(ModelSpec.read(directory));
        String fingerprint = spec.fingerprint("1.29.0", "cpu");

        // When, Then
        assertThat(fingerprint)
                .hasSize(64)
                .isEqualTo(TaskSpec.of(ModelSpec.read(directory)).fingerprint("1.29.0", "cpu"));
        assertThat(fingerprint)
                .isNotEqualTo(spec.fingerprint("1.30.0", "cpu"))
                .isNotEqualTo(spec.fingerprint("1.29.0", "cuda"))
                .isNotEqualTo(TaskSpec.of(
                                ModelSpec.read(directory, ModelOptions.none().withMaxTokens(32)))
                        .fingerprint("1.29.0", "cpu"));
        Path config = directory.resolve("config.json");
        Files.writeString(config, Files.readString(config) + " ");
        assertThat(fingerprint)
                .isNotEqualTo(TaskSpec.of(ModelSpec.read(directory)).fingerprint("1.29.0", "cpu"));
    }

    @Test
    void shouldCoverExternalDataWithTheFingerprint() throws IOException {
        // Given
        Files.delete(directory.resolve("model.onnx.sha256"));
        OnnxBytes.encoder(g -> g.external("w", "weights.bin", "0", "4")).write(directory.resolve("model.onnx"));
        Files.writeString(directory.resolve("weights.bin"), "1234");
        String before = TaskSpec.of(ModelSpec.read(directory)).fingerprint("1", "cpu");

        // When
        Files.writeString(directory.resolve("weights.bin"), "1235");

        // Then
        assertThat(TaskSpec.of(ModelSpec.read(directory)).fingerprint("1", "cpu"))
                .isNotEqualTo(before);
    }

    @Test
    void shouldGiveATokenizerTheIdentityThatRecordsOfEarlierVersionsName() throws IOException {
        ObjectMapper sorted = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
        for (String name : List.of("tiny-bert", "tiny-roberta", "tiny-electra")) {
            TokenizerFile tokenizer = TestModels.tiny(name).tokenizer();
            ObjectNode content = tokenizer.json();
            content.remove(List.of("padding", "truncation"));

            assertThat(tokenizer.identity())
                    .isEqualTo(Sha256.of(sorted.writeValueAsBytes(sorted.treeToValue(content, Object.class))));
        }
    }

    @Test
    void shouldSeeThatTokenizersAreTheSameWhateverTheirPaddingAndLayout() throws IOException {
        // Given
        Path file = directory.resolve("tokenizer.json");
        String identity = ModelSpec.read(directory).tokenizer().identity();

        // When
        Files.writeString(file, Files.readString(file).replaceFirst("\"padding\": null", "\"padding\":{\"pad_id\":0}"));

        // Then
        assertThat(ModelSpec.read(directory).tokenizer().identity()).isEqualTo(identity);
        Files.writeString(file, Files.readString(file).replaceFirst("\"clean_text\": true", "\"clean_text\": false"));
        assertThat(ModelSpec.read(directory).tokenizer().identity()).isNotEqualTo(identity);
    }

    @Test
    void shouldFindTheModelInItsOnnxDirectoryToo() throws IOException {
        // Given
        Files.createDirectories(directory.resolve("onnx"));
        Files.move(directory.resolve("model.onnx"), directory.resolve("onnx/model.onnx"));

        // When, Then
        assertThat(ModelSpec.read(directory).onnx().path()).endsWith(Path.of("onnx", "model.onnx"));
    }
}
