package textmill.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.model.ModelOptions;

/** A model that {@code models/training/recipe/half.py} converted, on the CPU. */
class HalfPrecisionTest {
    /** The golden tolerance of fp16, which the recipe enforces too. */
    private static final double TOLERANCE = 0.9995;

    private static TextModel open(String name) {
        return TextModel.load(
                TestModels.resource("/tiny/" + name),
                ModelOptions.none(),
                EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu")));
    }

    @Test
    void shouldComputeNearlyWhatTheModelInFullPrecisionDoes() {
        // Given
        List<String> texts = new ArrayList<>(List.of("", "the house", "a"));
        Random random = new Random(3);
        for (int i = 0; i < 100; i++) {
            texts.add(random.ints(1 + random.nextInt(60), 0, 26)
                    .collect(
                            StringBuilder::new,
                            (text, letter) -> text.append((char) ('a' + letter)).append(' '),
                            StringBuilder::append)
                    .toString());
        }

        // When
        try (TextModel full = open("tiny-bert");
                TextModel half = open("tiny-bert-fp16")) {
            List<float[]> expected = full.embed(texts);
            List<float[]> found = half.embed(texts);

            // Then
            for (int i = 0; i < texts.size(); i++) {
                assertThat(cosine(expected.get(i), found.get(i)))
                        .as("tokens of text %d", i)
                        .isGreaterThanOrEqualTo(TOLERANCE);
            }
            assertThat(half.task().fingerprint()).isNotEqualTo(full.task().fingerprint());
        }
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double left = 0;
        double right = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            left += (double) a[i] * a[i];
            right += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(left * right);
    }
}
