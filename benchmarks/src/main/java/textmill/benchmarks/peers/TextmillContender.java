package textmill.benchmarks.peers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import textmill.benchmarks.contender.Contender;
import textmill.benchmarks.contender.ContenderSettings;
import textmill.benchmarks.contender.TimedRun;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.OpenVinoSettings;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.embedding.Embedding;

/** Textmill's engine as {@code infer} uses it: texts in arrival order, a bounded window, results in order. */
public final class TextmillContender {
    private static final Duration WAIT_FOR_ROOM = Duration.ofMinutes(10);

    private TextmillContender() {}

    /** See {@link TimedRun}. */
    public static void main(String[] arguments) throws Exception {
        TimedRun.main(arguments, TextmillContender::open);
    }

    private static Contender open(ContenderSettings settings) {
        ModelSpec model = ModelSpec.read(settings.path("directory"));
        OpenVinoSettings.Precision precision = OpenVinoSettings.Precision.valueOf(settings.text("precision", "AUTO"));
        EngineConfig config = EngineConfig.defaults()
                .withDevice(DeviceChoice.parse(settings.text("device", "cpu")))
                .withOpenVino(OpenVinoSettings.defaults().with(precision))
                .withThreadsAlone(1);
        InferenceEngine engine = EngineLoader.open(config, List.of(TaskSpec.of(model)));
        return texts -> embed(engine, texts);
    }

    private static float[][] embed(InferenceEngine engine, List<String> texts) throws Exception {
        List<Task> task = engine.tasks();
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>(texts.size());
        for (String text : texts) {
            outcomes.add(engine.submit(text, task, WAIT_FOR_ROOM).toCompletableFuture());
        }
        float[][] vectors = new float[texts.size()][];
        for (int at = 0; at < vectors.length; at++) {
            vectors[at] = vector(outcomes.get(at).get());
        }
        return vectors;
    }

    private static float[] vector(Outcome outcome) {
        if (outcome instanceof Outcome.Success success && success.results().get(0) instanceof Embedding embedding) {
            return embedding.vector();
        }
        throw new IllegalStateException("expected an embedding, found " + outcome);
    }
}
