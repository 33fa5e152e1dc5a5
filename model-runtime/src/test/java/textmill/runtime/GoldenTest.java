package textmill.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.Outcome;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.onnx.OnnxModel;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.replacedtokens.ReplacedTokens;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/** Every text as the reference implementation in Python computes it: golden files of the test resources. */
class GoldenTest {
    private static final float PROBABILITY = 1e-4f;
    private static final float LOGIT = 1e-3f;
    private static final int HIDDEN_SHOWN = 8;

    @ParameterizedTest
    @ValueSource(strings = {"tiny-bert", "tiny-distilbert", "tiny-electra", "tiny-roberta", "all-minilm-l6-v2"})
    void shouldGiveTheIdsAndOffsetsOfTheReference(String name) {
        // Given
        try (TextTokenizer tokenizer = TextTokenizer.load(spec(name).tokenizer())) {
            for (GoldenText golden : GoldenText.read(name)) {
                // When
                Tokens tokens = tokenizer.tokenize(golden.text(), true);

                // Then
                int length = tokens.length();
                assertThat(IntStream.range(0, length).map(tokens::id))
                        .as("ids of %s", golden)
                        .containsExactly(box(golden.ids()));
                assertThat(IntStream.range(0, length).map(tokens::start))
                        .as("starts of %s", golden)
                        .containsExactly(box(golden.offsets(0)));
                assertThat(IntStream.range(0, length).map(tokens::end))
                        .as("ends of %s", golden)
                        .containsExactly(box(golden.offsets(1)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-bert", "tiny-distilbert", "all-minilm-l6-v2"})
    void shouldGiveTheEmbeddingsOfTheReference(String name) {
        List<GoldenText> goldens = GoldenText.read(name);
        try (TextModel model = TextModel.load(spec(name).directory(), options(name), EngineConfig.defaults())) {
            // When
            List<float[]> vectors =
                    model.embed(goldens.stream().map(GoldenText::text).toList());

            // Then
            for (int i = 0; i < vectors.size(); i++) {
                assertThat(vectors.get(i))
                        .as("embedding of %s", goldens.get(i))
                        .usingComparatorWithPrecision(PROBABILITY)
                        .containsExactly(goldens.get(i).floats("embedding"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-bert", "tiny-distilbert"})
    void shouldGiveTheHiddenStatesOfTheReference(String name) throws Exception {
        ModelSpec spec = spec(name);
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer());
                OnnxModel model = OnnxModel.open(spec, Device.CPU, 1)) {
            for (GoldenText golden : GoldenText.read(name)) {
                // When
                ModelOutputs.Tensor hidden = run(model, spec, tokenizer.tokenize(golden.text(), false));

                // Then
                int width = (int) hidden.shape()[2];
                for (int token = 0; token < hidden.shape()[1]; token++) {
                    float[] shown = Arrays.copyOfRange(hidden.values(), token * width, token * width + HIDDEN_SHOWN);
                    for (int j = 0; j < HIDDEN_SHOWN; j++) {
                        float expected = (float)
                                golden.json().path("hidden").path(token).path(j).asDouble();
                        assertThat(shown[j]).as("%s, token %d", golden, token).isCloseTo(expected, within(LOGIT));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-roberta", "tiny-electra"})
    void shouldGiveTheLogitsOfTheReference(String name) throws Exception {
        ModelSpec spec = spec(name);
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer());
                OnnxModel model = OnnxModel.open(spec, Device.CPU, 1)) {
            for (GoldenText golden : GoldenText.read(name)) {
                // When
                ModelOutputs.Tensor logits = run(model, spec, tokenizer.tokenize(golden.text(), false));

                // Then
                assertThat(logits.values())
                        .as("logits of %s", golden)
                        .usingComparatorWithPrecision(LOGIT)
                        .containsExactly(golden.floats("logits"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-roberta", "tiny-electra"})
    void shouldGiveTheProbabilitiesOfTheReference(String name) {
        List<GoldenText> goldens = GoldenText.read(name);
        try (TextModel model = TextModel.load(spec(name).directory(), options(name), EngineConfig.defaults())) {
            // When
            List<Outcome> outcomes =
                    model.run(goldens.stream().map(GoldenText::text).toList());

            // Then
            for (int i = 0; i < outcomes.size(); i++) {
                Outcome.Success success = (Outcome.Success) outcomes.get(i);
                assertThat(probabilities(success.results().get(0)))
                        .as("probabilities of %s", goldens.get(i))
                        .usingComparatorWithPrecision(PROBABILITY)
                        .containsExactly(expected(success.results().get(0), goldens.get(i)));
            }
        }
    }

    private static float[] probabilities(TaskResult result) {
        return result instanceof Classification classification
                ? classification.probabilities()
                : ((ReplacedTokens) result).probabilities();
    }

    /** The reference also has the special tokens at both ends; the result leaves them out. */
    private static float[] expected(TaskResult result, GoldenText golden) {
        float[] all = golden.floats("probabilities");
        return result instanceof Classification ? all : Arrays.copyOfRange(all, 1, all.length - 1);
    }

    private static ModelOutputs.Tensor run(OnnxModel model, ModelSpec spec, Tokens tokens) throws Exception {
        PaddedBatch batch = new PaddedBatch();
        batch.fill(List.of(tokens), BatchLayout.of(spec));
        String output = TaskSpec.of(spec).head().outputs().get(0);
        return model.run(batch, Set.of(output)).get(output);
    }

    private static org.assertj.core.data.Offset<Float> within(float tolerance) {
        return org.assertj.core.data.Offset.offset(tolerance);
    }

    private static Integer[] box(int[] values) {
        return Arrays.stream(values).boxed().toArray(Integer[]::new);
    }

    private static ModelOptions options(String name) {
        // Its golden file was cut where sentence-transformers cuts.
        return name.equals("all-minilm-l6-v2") ? ModelOptions.none().withMaxTokens(256) : ModelOptions.none();
    }

    private static ModelSpec spec(String name) {
        return name.equals("all-minilm-l6-v2")
                ? ModelSpec.read(MiniLm.directory(), options(name))
                : TestModels.tiny(name);
    }
}
