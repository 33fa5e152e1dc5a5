package textmill.benchmarks.kafka;

import java.util.List;
import textmill.models.BundledModels;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.TaskSpec;

/** Engines with the bundled models and the settings that {@code infer} has too. */
public final class BundledEngines {
    private BundledEngines() {}

    /** One engine for all the tasks, on the CPU. */
    public static InferenceEngine open(List<BenchTask> tasks) {
        List<TaskSpec> specs = tasks.stream()
                .map(task -> TaskSpec.of(task.text(), ModelSpec.read(BundledModels.resolve(task.model()))))
                .toList();
        return EngineLoader.open(
                EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu")).withThreadsAlone(1), specs);
    }
}
