package textmill.runtime.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import textmill.runtime.TestModels;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.Windowed;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.embedding.EmbeddingType;

/**
 * Reads documents of ten thousand words in windows, looks at every window, and prints by how many megabytes the process grew
 * after the first few. Ends in an exception if a character is in no window, or a window is not what it is alone.
 */
final class DocumentProgram {
    private static final int WORDS = 10_000;
    private static final int WARM_UP = 4;
    private static final int STRIDE = 8;
    private static final Duration WAIT = Duration.ofMinutes(1);
    private static final float ROUNDING = 1e-5f;
    private static final List<String> SOME = List.of(
            "the",
            "house",
            "of",
            "Anna",
            "stands",
            "by",
            "a",
            "river.",
            "It",
            "is",
            "extraordinarily",
            "old.",
            "é",
            "😀");

    private DocumentProgram() {}

    public static void main(String[] arguments) throws Exception {
        int documents = Integer.parseInt(arguments[0]);
        ModelSpec model = TestModels.tiny("tiny-bert");
        Map<String, String> windows = Map.of("window", "64", "stride", String.valueOf(STRIDE));
        List<TaskSpec> tasks = List.of(
                TaskSpec.of("whole", model, EmbeddingType.INSTANCE),
                TaskSpec.of("windows", model, EmbeddingType.INSTANCE, TaskOptions.of(EmbeddingType.INSTANCE, windows)));
        EngineConfig config = EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu"));
        try (BatchingEngine engine = EngineLoader.open(config, tasks)) {
            for (int i = 0; i < WARM_UP; i++) {
                check(engine, document(i));
            }
            long before = LeakProgram.residentKilobytes();
            for (int i = WARM_UP; i < documents; i++) {
                check(engine, document(i));
            }
            System.out.println((LeakProgram.residentKilobytes() - before) / 1024);
        }
    }

    private static String document(int seed) {
        Random random = new Random(seed);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < WORDS; i++) {
            words.add(SOME.get(random.nextInt(SOME.size())));
        }
        return String.join(" ", words);
    }

    private static void check(BatchingEngine engine, String document) throws Exception {
        List<Windowed.Part> parts = ((Windowed) result(engine, document, 1)).windows();
        int end = 0;
        for (Windowed.Part part : parts) {
            require(part.start() <= end && part.end() > end, "the window at " + part.start() + " leaves something out");
            end = part.end();
        }
        require(end == document.length(), "the last window ends at " + end);
        require(parts.size() > WORDS / 64, "only " + parts.size() + " windows");
        for (int i = 0; i < parts.size(); i += parts.size() / 3) {
            Windowed.Part part = parts.get(i);
            float[] alone = ((Embedding) result(engine, document.substring(part.start(), part.end()), 0)).vector();
            float[] among = ((Embedding) part.result()).vector();
            for (int k = 0; k < alone.length; k++) {
                require(Math.abs(alone[k] - among[k]) <= ROUNDING, "window " + i + " is not what it is alone");
            }
        }
    }

    private static TaskResult result(BatchingEngine engine, String text, int task) throws Exception {
        Outcome outcome = engine.submit(text, List.of(engine.tasks().get(task)), WAIT)
                .toCompletableFuture()
                .get();
        return ((Outcome.Success) outcome).results().get(0);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }
}
