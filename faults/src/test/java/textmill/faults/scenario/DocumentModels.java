package textmill.faults.scenario;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import textmill.faults.load.Load;
import textmill.faults.load.Texts;
import textmill.faults.oracle.Oracle;
import textmill.faults.oracle.OutputRecord;
import textmill.runtime.TextModel;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.Outcome;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.TaskTypes;
import textmill.runtime.task.Windowed;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.embedding.Embedding;

/** What must come of each document of a load: computed once, before anything is written. */
public final class DocumentModels {
    static final Map<String, String> WINDOWS = Map.of("window", "32", "stride", "8");

    /** No document has its score so near to the threshold that another batch could take it to the other side. */
    private static final float MARGIN = 2e-6f;

    private static final long MOST_WINDOWS = 64;
    private static final int BATCH = 200;

    private final List<List<float[][]>> windows = new ArrayList<>();
    private final List<List<float[]>> moods = new ArrayList<>();
    private final float threshold;

    private DocumentModels(Load.Plan plan) {
        try (TextModel vectors = load(SmallModels.EMBEDDER);
                TextModel classifier = load(SmallModels.CLASSIFIER)) {
            for (int partition = 0; partition < plan.partitions(); partition++) {
                List<float[][]> ofVectors = new ArrayList<>();
                List<float[]> ofMoods = new ArrayList<>();
                for (long from = 0; from < plan.in(partition); from += BATCH) {
                    List<String> texts = new ArrayList<>();
                    for (long i = from; i < Math.min(plan.in(partition), from + BATCH); i++) {
                        texts.add(Texts.document(partition, i));
                    }
                    vectors.run(texts).forEach(outcome -> ofVectors.add(windows(outcome)));
                    classifier.run(texts).forEach(outcome -> ofMoods.add(mood(outcome)));
                }
                windows.add(ofVectors);
                moods.add(ofMoods);
            }
        }
        this.threshold = threshold(moods);
    }

    /** Computes everything for a load. */
    public static DocumentModels of(Load.Plan plan) {
        return new DocumentModels(plan);
    }

    private static TextModel load(String directory) {
        ModelSpec model = ModelSpec.read(Path.of(directory));
        TaskType type = TaskTypes.of(model);
        return TextModel.load(
                TaskSpec.of("documents", model, type, TaskOptions.of(type, WINDOWS)), EngineConfig.defaults());
    }

    private static TaskResult result(Outcome outcome) {
        return ((Outcome.Success) outcome).results().get(0);
    }

    private static float[][] windows(Outcome outcome) {
        return ((Windowed) result(outcome))
                .windows().stream()
                        .map(window -> ((Embedding) window.result()).vector())
                        .toArray(float[][]::new);
    }

    /** Probabilities, greatest first. */
    private static float[] mood(Outcome outcome) {
        float[] sorted = ((Classification) Windowed.whole(result(outcome)))
                .probabilities()
                .clone();
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length / 2; i++) {
            float low = sorted[i];
            sorted[i] = sorted[sorted.length - 1 - i];
            sorted[sorted.length - 1 - i] = low;
        }
        return sorted;
    }

    /** In the widest gap of the middle half of all best scores. */
    private static float threshold(List<List<float[]>> moods) {
        double[] scores = moods.stream()
                .flatMap(List::stream)
                .mapToDouble(mood -> mood[0])
                .sorted()
                .toArray();
        int best = scores.length / 4;
        for (int i = best; i < 3 * scores.length / 4; i++) {
            if (scores[i + 1] - scores[i] > scores[best + 1] - scores[best]) {
                best = i;
            }
        }
        if (scores[best + 1] - scores[best] < 2 * MARGIN) {
            throw new IllegalStateException("no threshold parts the documents for certain");
        }
        return (float) ((scores[best] + scores[best + 1]) / 2);
    }

    float threshold() {
        return threshold;
    }

    boolean isMood(OutputRecord result) {
        return ExpectedVector.computed(mood(result)).matches(result);
    }

    private float[] mood(OutputRecord result) {
        return moods.get(result.sourcePartition()).get((int) result.sourceOffset());
    }

    /** The moods that the route takes. */
    Oracle.ExpectedResult sure() {
        return new Oracle.ExpectedResult() {
            @Override
            public boolean matches(OutputRecord result) {
                return mood(result)[0] > threshold && isMood(result);
            }

            @Override
            public long total(Load.Plan written) {
                return moods.stream()
                        .flatMap(List::stream)
                        .filter(mood -> mood[0] > threshold)
                        .count();
            }
        };
    }

    /** Each window of each document, in their order. */
    Oracle.ExpectedResult windows() {
        return new Oracle.ExpectedResult() {
            @Override
            public boolean matches(OutputRecord result) {
                float[][] expected = windows.get(result.sourcePartition()).get((int) result.sourceOffset());
                return result.window() < expected.length
                        && ExpectedVector.computed(expected[result.window()]).matches(result);
            }

            @Override
            public long place(OutputRecord result) {
                return MOST_WINDOWS * result.sourceOffset() + result.window();
            }

            @Override
            public long total(Load.Plan written) {
                return windows.stream()
                        .flatMap(List::stream)
                        .mapToLong(document -> document.length)
                        .sum();
            }
        };
    }
}
