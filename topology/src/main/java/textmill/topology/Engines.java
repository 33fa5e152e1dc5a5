package textmill.topology;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.DeviceException;
import textmill.runtime.device.GpuSettings;
import textmill.runtime.engine.BatchingEngine;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.TaskSpec;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.topology.config.ConfigException;
import textmill.topology.config.Key;
import textmill.topology.config.TaskSettings;
import textmill.topology.config.TextmillConfig;

/** Opens the engine that a configuration asks for. */
public final class Engines {
    private Engines() {}

    /**
     * Reads, checks and loads the models of all tasks.
     *
     * @throws ConfigException naming every model that cannot be used, or the device
     */
    public static InferenceEngine open(TextmillConfig config, ModelResolver models) {
        List<TaskSpec> tasks = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (TaskSettings task : config.tasks()) {
            try {
                tasks.add(
                        new TaskSpec(task.name(), ModelSpec.read(models.resolve(task.model()), options(config, task))));
            } catch (ModelException e) {
                problems.add(task.name() + ".model = " + task.model() + ": " + e.getMessage());
            } catch (ConfigException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        try {
            return BatchingEngine.open(settings(config), tasks);
        } catch (ModelException | DeviceException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        }
    }

    private static ModelOptions options(TextmillConfig config, TaskSettings task) {
        int maxTokens = config.number(Key.MAX_TOKENS);
        Path last = Path.of(task.model()).getFileName();
        String name = last == null ? task.model() : last.toString();
        return new ModelOptions(name, task.kind(), maxTokens == 0 ? null : maxTokens);
    }

    /** What the configuration tells GPUs. */
    static GpuSettings gpu(TextmillConfig config) {
        return new GpuSettings(
                config.whole(Key.CUDA_MEMORY_LIMIT_BYTES),
                GpuSettings.Growth.valueOf(constant(config.text(Key.CUDA_MEMORY_GROWTH))),
                GpuSettings.ConvSearch.valueOf(constant(config.text(Key.CUDA_CONV_SEARCH))),
                config.text(Key.CUDA_COPY_STREAM).equals("own"),
                config.flag(Key.CUDA_TF32),
                new GpuSettings.TensorRt(
                        config.findText(Key.TENSORRT_CACHE_DIRECTORY)
                                .map(Path::of)
                                .orElse(null),
                        config.flag(Key.TENSORRT_FP16)));
    }

    private static String constant(String word) {
        return word.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static EngineConfig settings(TextmillConfig config) {
        return EngineConfig.defaults()
                .withDevice(DeviceChoice.parse(config.text(Key.DEVICE)))
                .withWindow(config.number(Key.WINDOW_TEXTS), config.whole(Key.WINDOW_BYTES))
                .withBatch(config.number(Key.BATCH_PADDED_TOKENS), config.number(Key.BATCH_TEXTS))
                .withThreads(
                        config.number(Key.DEVICE_RUNS),
                        config.number(Key.RUN_THREADS),
                        config.number(Key.TOKENIZER_THREADS))
                .withThreadsAlone(config.number(Key.RUN_THREADS_ALONE))
                .withLinger(config.duration(Key.BATCH_LINGER_MS))
                .withCache(config.number(Key.CACHE_TEXTS))
                .withGpu(gpu(config))
                .withGraphFusion(config.flag(Key.GRAPH_FUSION));
    }
}
