package textmill.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.runtime.TextModel;

/** The fused graph, batched, against the original graph, one text at a time. */
class BundledEmbeddingTest {
    private static final double COSINE = 0.9999;
    private static final float VALUE = 2e-5f;

    @Test
    void shouldEmbedEveryTextAsTheOriginalModelDoesAlone(@TempDir Path cache) throws Exception {
        // Given
        List<String> texts = texts();
        try (TextModel model = TextModel.load(BundledModels.resolve("all-minilm-l6-v2", cache));
                OneAtATime reference = new OneAtATime()) {
            // When
            List<float[]> vectors = model.embed(texts);

            // Then
            for (int i = 0; i < texts.size(); i++) {
                float[] expected = reference.embed(texts.get(i));
                assertThat(cosine(vectors.get(i), expected)).as("text %d", i).isGreaterThan(COSINE);
                assertThat(vectors.get(i))
                        .as("text %d", i)
                        .usingComparatorWithPrecision(VALUE)
                        .containsExactly(expected);
            }
            assertThat(model.statistics().rowsPerBatch()).isGreaterThan(1);
        }
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double squaresOfA = 0;
        double squaresOfB = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            squaresOfA += (double) a[i] * a[i];
            squaresOfB += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(squaresOfA * squaresOfB);
    }

    private static List<String> texts() {
        Random random = new Random(11);
        String[] words = {
            "river", "the", "unbelievably", "small", "bank", "of", "Kafka", "42", "café", "😀", "中文", "don't", "--"
        };
        List<String> texts = new ArrayList<>(List.of("", " ", "word ".repeat(700), "a\u0000b", "👩‍👩‍👧"));
        while (texts.size() < 80) {
            StringBuilder text = new StringBuilder("Number " + texts.size());
            for (int n = random.nextInt(50); n > 0; n--) {
                text.append(' ').append(words[random.nextInt(words.length)]);
            }
            texts.add(text.toString());
        }
        return texts;
    }
}
