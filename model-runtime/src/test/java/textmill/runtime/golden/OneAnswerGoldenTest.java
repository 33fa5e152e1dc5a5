package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.BatchingEngine;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.Outcome;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Precision;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.text.TextInput;

/** Every golden model that loads: its texts in several orders and in batches of any size give what each gives alone. */
class OneAnswerGoldenTest {
    private static final Duration WAIT = Duration.ofMinutes(1);
    private static final float ROUNDING = 1e-5f;
    private static final int LARGEST_BATCH = 9;

    /** More than one batch holds, fewer than all texts. */
    private static final EngineConfig CONFIG = EngineConfig.defaults()
            .withDevice(DeviceChoice.parse("cpu"))
            .withThreads(1, 1, 1)
            .withBatch(256, 8);

    @ParameterizedTest
    @MethodSource("textmill.runtime.golden.GoldenModel#all")
    void shouldGiveEachTextOneAnswer(GoldenModel golden, @TempDir Path directory) throws Exception {
        // Given
        Optional<TaskSpec> task = task(golden, directory);
        // Refused goldens and those that want a statement; shouldTryMostOfTheGoldenModels bounds how many.
        Assumptions.assumeTrue(task.isPresent(), "a model that loads without a statement");
        boolean exact = task.get().model().onnx().precision() == Precision.DYNAMIC_INT8;
        List<TextInput> texts =
                golden.lines().stream().map(OneAnswerGoldenTest::input).toList();
        try (BatchingEngine engine = EngineLoader.open(CONFIG, List.of(task.get()))) {
            List<float[]> alone = new ArrayList<>();
            for (TextInput text : texts) {
                alone.add(GoldenNumbers.of(submit(engine, text)));
            }

            // When, Then
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, texts.size()).boxed().toList());
            Random random = new Random(1);
            for (int round = 0; round < 3; round++) {
                int from = 0;
                while (from < order.size()) {
                    int size = Math.min(order.size() - from, 1 + random.nextInt(LARGEST_BATCH));
                    List<Integer> batch = order.subList(from, from + size);
                    List<CompletionStage<Outcome>> together = new ArrayList<>();
                    for (int text : batch) {
                        together.add(submit(engine, texts.get(text)));
                    }
                    for (int i = 0; i < size; i++) {
                        float[] expected = alone.get(batch.get(i));
                        assertThat(GoldenNumbers.of(together.get(i)))
                                .as("text %d in round %d", batch.get(i), round)
                                .containsExactly(expected, within(exact ? 0 : ROUNDING));
                    }
                    from += size;
                }
                Collections.shuffle(order, random);
            }
        }
    }

    @Test
    void shouldTryMostOfTheGoldenModels(@TempDir Path directory) {
        long loaded = GoldenModel.all().stream()
                .filter(golden -> task(golden, directory).isPresent())
                .count();

        assertThat(loaded).isGreaterThanOrEqualTo(165);
    }

    static Optional<TaskSpec> task(GoldenModel golden, Path directory) {
        if (golden.refused()) {
            return Optional.empty();
        }
        try {
            return Optional.of(TaskSpec.of(ModelSpec.read(golden.layOut(directory))));
        } catch (ModelException e) {
            return Optional.empty();
        }
    }

    static TextInput input(JsonNode line) {
        JsonNode pair = line.path("pair");
        return new TextInput(line.path("text").asText(), pair.isTextual() ? pair.asText() : null, null);
    }

    static CompletionStage<Outcome> submit(BatchingEngine engine, String text) throws InterruptedException {
        return submit(engine, TextInput.of(text));
    }

    static CompletionStage<Outcome> submit(BatchingEngine engine, TextInput text) throws InterruptedException {
        return engine.submit(text, engine.tasks(), WAIT);
    }

    private static org.assertj.core.data.Offset<Float> within(float tolerance) {
        return org.assertj.core.data.Offset.offset(tolerance);
    }
}
