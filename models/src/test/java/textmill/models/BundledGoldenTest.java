package textmill.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.runtime.TextModel;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.replacedtokens.ReplacedTokens;

/** The bundled models, unpacked and batched, against what the reference implementation in Python computes. */
class BundledGoldenTest {
    private static final float PROBABILITY = 1e-4f;

    private final Path cache;

    BundledGoldenTest(@TempDir Path cache) {
        this.cache = cache;
    }

    @Test
    void shouldEmbedAsTheReference() throws IOException {
        List<JsonNode> goldens = goldens("all-minilm-l6-v2");
        // Long texts among them are cut at 256 tokens, where the model's authors cut.
        try (TextModel model = TextModel.load(BundledModels.resolve("all-minilm-l6-v2", cache))) {
            // When
            List<float[]> vectors = model.embed(texts(goldens));

            // Then
            for (int i = 0; i < goldens.size(); i++) {
                assertThat(vectors.get(i))
                        .as("golden text %d", i + 1)
                        .usingComparatorWithPrecision(PROBABILITY)
                        .containsExactly(floats(goldens.get(i).path("embedding")));
            }
        }
    }

    @Test
    void shouldClassifyAsTheReference() throws IOException {
        List<JsonNode> goldens = goldens("clinc150-intents");
        try (TextModel model = TextModel.load(BundledModels.resolve("clinc150-intents", cache))) {
            // When
            List<Classification> results = model.classify(texts(goldens));

            // Then
            for (int i = 0; i < goldens.size(); i++) {
                assertThat(results.get(i).probabilities())
                        .as("golden text %d", i + 1)
                        .usingComparatorWithPrecision(PROBABILITY)
                        .containsExactly(floats(goldens.get(i).path("probabilities")));
                assertThat(results.get(i).outOfScope())
                        .as("out of scope of golden text %d", i + 1)
                        .isCloseTo((float) goldens.get(i).path("out_of_scope").asDouble(), within(PROBABILITY));
            }
        }
    }

    @Test
    void shouldFindReplacedTokensAsTheReference() throws IOException {
        List<JsonNode> goldens = goldens("rtd-small");
        try (TextModel model = TextModel.load(BundledModels.resolve("rtd-small", cache))) {
            // When
            List<ReplacedTokens> results = model.replacedTokens(texts(goldens));

            // Then
            for (int i = 0; i < goldens.size(); i++) {
                ReplacedTokens result = results.get(i);
                float[] expected = floats(goldens.get(i).path("probabilities"));
                JsonNode offsets = goldens.get(i).path("offsets");
                assertThat(result.probabilities()).as("golden text %d", i + 1).hasSize(expected.length - 2);
                for (int token = 0; token < result.probabilities().length; token++) {
                    // The reference also has the special token in front.
                    assertThat(result.probabilities()[token])
                            .as("golden text %d, token %d", i + 1, token)
                            .isCloseTo(expected[token + 1], within(PROBABILITY));
                    assertThat(result.starts()[token])
                            .isEqualTo(offsets.path(token + 1).path(0).asInt());
                    assertThat(result.ends()[token])
                            .isEqualTo(offsets.path(token + 1).path(1).asInt());
                }
            }
        }
    }

    private static List<String> texts(List<JsonNode> goldens) {
        return goldens.stream().map(golden -> golden.path("text").asText()).toList();
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.path(i).asDouble();
        }
        return values;
    }

    private static List<JsonNode> goldens(String model) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> goldens = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(
                        BundledGoldenTest.class.getResourceAsStream("/golden/" + model + ".jsonl.gz"))),
                StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                goldens.add(mapper.readTree(line));
            }
        }
        assertThat(goldens).hasSizeGreaterThanOrEqualTo(200);
        return goldens;
    }
}
