package textmill.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.runtime.TextModel;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.replacedtokens.ReplacedTokens;

/**
 * What docs/explanation/performance.md says of the demo's sample: how far a text's result depends on its batch. The bundled
 * models have weights of 8 bits and compute in fp32, so texts of any length share a batch, and what holds here is the
 * mask over the padding; the limits of batches that quantised arithmetic needs are held by the tests of model-runtime.
 */
class BundledBatchTest {
    private static final Path SAMPLE = Path.of("../cli/src/main/resources/textmill/cli/demo/sample.tsv");

    /** Twice what was measured. */
    private static final float OF_A_CLASSIFIER = 1e-6f;

    private final Path cache;

    BundledBatchTest(@TempDir Path cache) {
        this.cache = cache;
    }

    @Test
    void shouldEmbedToTheBitAsAlone() throws IOException {
        List<String> texts = texts();
        try (TextModel model = load("all-minilm-l6-v2")) {
            List<float[]> together = model.embed(texts);
            List<float[]> backwards = backwards(model.embed(backwards(texts)));

            for (int i = 0; i < texts.size(); i++) {
                float[] alone = model.embed(texts.get(i));
                assertThat(together.get(i)).as("text %d", i).containsExactly(alone);
                assertThat(backwards.get(i)).as("text %d backwards", i).containsExactly(alone);
            }
        }
    }

    @Test
    void shouldFindReplacedTokensToTheBitAsAlone() throws IOException {
        List<String> texts = texts();
        try (TextModel model = load("rtd-small")) {
            List<ReplacedTokens> together = model.replacedTokens(texts);
            List<ReplacedTokens> backwards = backwards(model.replacedTokens(backwards(texts)));

            for (int i = 0; i < texts.size(); i++) {
                float[] alone = model.replacedTokens(texts.get(i)).probabilities();
                assertThat(together.get(i).probabilities()).as("text %d", i).containsExactly(alone);
                assertThat(backwards.get(i).probabilities())
                        .as("text %d backwards", i)
                        .containsExactly(alone);
            }
        }
    }

    /** Its last layer is a matrix product with one row for each text, which adds up as the number of rows says. */
    @Test
    void shouldClassifyAlmostAsAloneAndChangeNoLabel() throws IOException {
        List<String> texts = texts();
        try (TextModel model = load("clinc150-intents")) {
            List<Classification> together = model.classify(texts);
            List<Classification> backwards = backwards(model.classify(backwards(texts)));

            for (int i = 0; i < texts.size(); i++) {
                Classification alone = model.classify(texts.get(i));
                for (Classification inBatch : List.of(together.get(i), backwards.get(i))) {
                    assertThat(inBatch.probabilities())
                            .as("text %d", i)
                            .containsExactly(alone.probabilities(), within(OF_A_CLASSIFIER));
                    assertThat(inBatch.outOfScope()).isCloseTo(alone.outOfScope(), within(OF_A_CLASSIFIER));
                    assertThat(best(inBatch)).as("label of text %d", i).isEqualTo(best(alone));
                }
            }
        }
    }

    private static int best(Classification result) {
        float[] probabilities = result.probabilities();
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        return best;
    }

    private TextModel load(String name) {
        return TextModel.load(BundledModels.resolve(name, cache));
    }

    private static <T> List<T> backwards(List<T> values) {
        List<T> reversed = new ArrayList<>(values);
        Collections.reverse(reversed);
        return reversed;
    }

    private static List<String> texts() throws IOException {
        List<String> texts = Files.readAllLines(SAMPLE).stream()
                .map(line -> line.substring(line.lastIndexOf('\t') + 1))
                .toList();
        assertThat(texts).hasSize(348);
        return texts;
    }
}
