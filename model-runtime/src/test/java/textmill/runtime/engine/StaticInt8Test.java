package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.runtime.OpenVinoInstallation;
import textmill.runtime.TestModels;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.OpenVinoSettings.Precision;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.embedding.Embedding;

/** A model that the recipe quantised with fixed steps keeps its figures, and no text's result depends on others. */
class StaticInt8Test {
    private static final Duration WAIT = Duration.ofMinutes(1);
    private static final int LONGEST = 40;
    private static final double LEAST = 0.999;
    private static final double MEAN = 0.9999;

    /** What came out of the model as it was would be nearer. */
    private static final double LARGEST = 1 - 1e-7;

    /** Of every length that the model reads, and beyond it. */
    private static final List<String> TEXTS =
            IntStream.rangeClosed(1, LONGEST).mapToObj(StaticInt8Test::text).toList();

    private static String text(int words) {
        String[] known = {"the", "house", "of", "river", "small", "government", "people", ",", "time"};
        return String.join(
                " ",
                new Random(words)
                        .ints(words, 0, known.length)
                        .mapToObj(at -> known[at])
                        .toList());
    }

    @Test
    void shouldKeepItsFiguresAndItsBitsWithOnnxRuntime() throws Exception {
        check(EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu")));
    }

    @Test
    void shouldKeepItsFiguresAndItsBitsWithOpenVino(@TempDir Path cache) throws Exception {
        check(OpenVinoInstallation.config(Precision.AUTO, cache));
    }

    private static void check(EngineConfig config) throws Exception {
        // Given
        List<float[]> exact;
        try (BatchingEngine engine = open("tiny-bert", EngineConfig.defaults())) {
            exact = together(engine);
        }
        try (BatchingEngine engine = open("tiny-bert-static-int8", config)) {
            // When
            List<float[]> alone = alone(engine);
            List<float[]> together = together(engine);

            // Then
            double sum = 0;
            for (int i = 0; i < TEXTS.size(); i++) {
                assertThat(together.get(i)).as("%d words", i + 1).containsExactly(alone.get(i));
                double cosine = cosine(exact.get(i), alone.get(i));
                assertThat(cosine).as("%d words", i + 1).isBetween(LEAST, LARGEST);
                sum += cosine;
            }
            assertThat(sum / TEXTS.size()).isGreaterThan(MEAN);
        }
    }

    private static BatchingEngine open(String model, EngineConfig config) {
        return EngineLoader.open(config, List.of(TaskSpec.of(model, TestModels.tiny(model))));
    }

    private static List<float[]> alone(BatchingEngine engine) throws Exception {
        List<float[]> vectors = new ArrayList<>();
        for (String text : TEXTS) {
            vectors.add(vector(engine.submit(text, engine.tasks(), WAIT)));
        }
        return vectors;
    }

    private static List<float[]> together(BatchingEngine engine) throws Exception {
        List<CompletionStage<Outcome>> stages = new ArrayList<>();
        for (String text : TEXTS) {
            stages.add(engine.submit(text, engine.tasks(), WAIT));
        }
        List<float[]> vectors = new ArrayList<>();
        for (CompletionStage<Outcome> stage : stages) {
            vectors.add(vector(stage));
        }
        return vectors;
    }

    private static float[] vector(CompletionStage<Outcome> stage) throws Exception {
        Outcome.Success success = (Outcome.Success) stage.toCompletableFuture().get();
        return ((Embedding) success.results().get(0)).vector();
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double ours = 0;
        double theirs = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            ours += (double) a[i] * a[i];
            theirs += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(ours * theirs);
    }
}
