package textmill.topology;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.device.DeviceException;
import textmill.runtime.device.GpuSettings;
import textmill.runtime.device.OpenVinoSettings;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Statements;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.TaskTypes;
import textmill.topology.config.ConfigException;
import textmill.topology.config.EngineKeys;
import textmill.topology.config.GpuKeys;
import textmill.topology.config.OpenVinoKeys;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.TaskKeys;
import textmill.topology.config.TaskSettings;
import textmill.topology.config.TextmillConfig;
import textmill.topology.result.ResultTypes;

/** Opens the engine that a configuration asks for: one for all pipelines, each model once. */
public final class Engines {
    private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

    private final TextmillConfig config;
    private final ModelResolver models;
    private final List<String> problems = new ArrayList<>();
    private final Map<Source, Optional<ModelSpec>> read = new LinkedHashMap<>();

    private Engines(TextmillConfig config, ModelResolver models) {
        this.config = config;
        this.models = models;
    }

    /**
     * Reads, checks and loads the models of all tasks.
     *
     * @throws ConfigException naming every model that cannot be used and every option that its kind does not have, or the
     *     device
     */
    public static InferenceEngine open(TextmillConfig config, ModelResolver models) {
        List<TaskSpec> tasks = new Engines(config, models).tasks();
        if (tasks.isEmpty()) {
            return new NoEngine();
        }
        try {
            InferenceEngine engine = EngineLoader.open(settings(config), tasks);
            StartLine.log(LOG, engine);
            return engine;
        } catch (ModelException | DeviceException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        }
    }

    private List<TaskSpec> tasks() {
        Map<String, TaskSpec> tasks = new LinkedHashMap<>();
        for (PipelineConfig pipeline : config.pipelines()) {
            for (TaskSettings task : pipeline.tasks()) {
                String name = isTheSameEverywhere(task) ? task.name() : BoundTask.nameFor(pipeline, task);
                spec(name, task).ifPresent(spec -> tasks.put(name, spec));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems.stream().distinct().toList());
        }
        return List.copyOf(tasks.values());
    }

    /** True if every pipeline that has a task of this name asks the same of the same model. */
    private boolean isTheSameEverywhere(TaskSettings task) {
        return config.pipelines().stream()
                .flatMap(pipeline -> pipeline.tasks().stream())
                .filter(other -> other.name().equals(task.name()))
                .allMatch(other -> other.asksTheSameAs(task));
    }

    private Optional<TaskSpec> spec(String name, TaskSettings task) {
        Optional<ModelSpec> model = Objects.requireNonNull(read.computeIfAbsent(Source.of(task), unread -> read(task)));
        if (model.isEmpty()) {
            return Optional.empty();
        }
        try {
            TaskType type = task.kind().orElseGet(() -> TaskTypes.of(model.get()));
            task.options(type.name(), ResultTypes.options(type));
            return Optional.of(TaskSpec.of(name, model.get(), type, task.options(type)));
        } catch (ModelException e) {
            problems.add(refusal(task, e));
        } catch (ConfigException e) {
            problems.addAll(e.problems());
        } catch (IllegalArgumentException e) {
            problems.add("Task " + task.name() + ": " + e.getMessage() + ".");
        }
        return Optional.empty();
    }

    private static String refusal(TaskSettings task, RuntimeException e) {
        return task.nameOf(TaskKeys.MODEL) + " = " + task.model() + ": " + e.getMessage();
    }

    private Optional<ModelSpec> read(TaskSettings task) {
        try {
            Path directory = models.resolve(task.model(), task.stated().modelFile());
            return Optional.of(ModelSpec.read(directory, options(task)));
        } catch (ModelException | ConfigException e) {
            problems.add(refusal(task, e));
        }
        return Optional.empty();
    }

    private ModelOptions options(TaskSettings task) {
        int maxTokens = config.get(EngineKeys.MAX_TOKENS);
        return new ModelOptions(models.nameOf(task.model()), maxTokens == 0 ? null : maxTokens, task.stated());
    }

    /** A model and what is stated about it: read once, however many tasks use it. */
    private record Source(String model, Statements stated) {
        static Source of(TaskSettings task) {
            return new Source(task.model(), task.stated());
        }
    }

    /** What the configuration tells GPUs. */
    static GpuSettings gpu(TextmillConfig config) {
        return new GpuSettings(
                config.get(GpuKeys.MEMORY_LIMIT_BYTES),
                config.get(GpuKeys.MEMORY_GROWTH),
                config.get(GpuKeys.CONV_SEARCH),
                config.get(GpuKeys.COPY_STREAM) == GpuKeys.CopyStream.OWN,
                config.get(GpuKeys.TF32),
                new GpuSettings.TensorRt(
                        config.find(GpuKeys.TENSORRT_CACHE_DIRECTORY).orElse(null), config.get(GpuKeys.TENSORRT_FP16)));
    }

    private static OpenVinoSettings openVino(TextmillConfig config) {
        return new OpenVinoSettings(
                config.find(OpenVinoKeys.LIBRARY).orElse(null),
                config.get(OpenVinoKeys.PRECISION),
                config.find(OpenVinoKeys.CACHE_DIRECTORY).orElse(null));
    }

    /** What the configuration tells the engine. */
    static EngineConfig settings(TextmillConfig config) {
        return new EngineConfig(
                new EngineConfig.Compute(
                        config.get(EngineKeys.DEVICE),
                        gpu(config),
                        openVino(config),
                        config.get(EngineKeys.GRAPH_FUSION)),
                new EngineConfig.WindowLimits(config.get(EngineKeys.WINDOW_TEXTS), config.get(EngineKeys.WINDOW_BYTES)),
                new EngineConfig.Batching(
                        config.get(EngineKeys.BATCH_PADDED_TOKENS),
                        config.get(EngineKeys.BATCH_TEXTS),
                        config.get(EngineKeys.BATCH_LINGER)),
                new EngineConfig.Threads(
                        config.get(EngineKeys.DEVICE_RUNS),
                        config.get(EngineKeys.RUN_THREADS),
                        config.get(EngineKeys.RUN_THREADS_ALONE),
                        config.get(EngineKeys.TOKENIZER_THREADS)),
                new EngineConfig.Cache(config.get(EngineKeys.CACHE_TEXTS), config.get(EngineKeys.CACHE_BYTES)));
    }
}
