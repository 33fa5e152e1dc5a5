package textmill.runtime.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import textmill.runtime.batch.BatchLimits;
import textmill.runtime.device.Device;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Precision;
import textmill.runtime.model.TokenizerFile;
import textmill.runtime.onnx.OnnxModel;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.tokenize.TextTokenizer;

/** Everything of an engine that holds native memory: tokenizers and sessions, each opened once however many tasks use it. */
final class ModelSet implements AutoCloseable {
    private final Map<String, TextTokenizer> tokenizers = new HashMap<>();
    private final Map<Path, LoadedModel> models = new LinkedHashMap<>();
    private final Map<Task, Slot> slots = new LinkedHashMap<>();
    private final List<Device> devices;
    private final DeviceDefaults defaults;
    private final Opener opener;

    /** Where a task's result is found. */
    record Slot(LoadedModel model, int head) {}

    /** Opens a model on a device; tests put their own in. */
    interface Opener {
        /** Opens it. */
        ModelRunner open(ModelSpec spec, Device device, int threadsPerRun);
    }

    ModelSet(List<Device> devices, DeviceDefaults defaults, Opener opener) {
        this.devices = devices;
        this.defaults = defaults;
        this.opener = opener;
    }

    /** Loads what the tasks need; if that fails, everything is closed again. */
    void load(List<TaskSpec> tasks) {
        try {
            Map<String, Integer> longest = new HashMap<>();
            for (TaskSpec task : tasks) {
                TokenizerFile file = task.model().tokenizer();
                longest.merge(file.identity(), file.maxTokens(), Math::max);
            }
            for (TaskSpec task : tasks) {
                add(task, longest);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void add(TaskSpec spec, Map<String, Integer> longest) {
        Path file = spec.model().onnx().path().toAbsolutePath().normalize();
        LoadedModel model = models.get(file);
        if (model == null) {
            model = load(spec.model(), longest);
            models.put(file, model);
        }
        int head = model.add(spec.head());
        String fingerprint = spec.fingerprint(OnnxModel.runtimeVersion(), kinds(model));
        Task task = new Task(spec.name(), spec.type(), spec.model().name(), fingerprint);
        slots.put(task, new Slot(model, head));
    }

    /** How a model is really computed: kinds of device, and scales by row. In another way the last digits may differ. */
    private static String kinds(LoadedModel model) {
        return model.runners.stream()
                .map(runner -> runner.device().kind().text() + (runner.quantisesPerToken() ? " by row" : ""))
                .distinct()
                .sorted()
                .collect(Collectors.joining("+"));
    }

    private LoadedModel load(ModelSpec spec, Map<String, Integer> longest) {
        TokenizerFile file = spec.tokenizer();
        // Models that take fewer tokens cut what the shared tokenizer gives.
        int maxTokens = longest.getOrDefault(file.identity(), file.maxTokens());
        TextTokenizer tokenizer = tokenizers.computeIfAbsent(
                file.identity(), identity -> TextTokenizer.load(file.withMaxTokens(maxTokens)));
        List<ModelRunner> runners = new ArrayList<>();
        try {
            for (Device device : devices) {
                runners.add(opener.open(spec, device, defaults.threadsPerRun()));
            }
        } catch (RuntimeException e) {
            runners.forEach(ModelRunner::close);
            throw e;
        }
        return new LoadedModel(models.size(), spec, tokenizer, runners, limits(spec, runners));
    }

    /**
     * A quantised model takes the scale of its integers from the whole batch: alone, a text's result is always the same.
     * With scales of its own every token keeps its result beside others, but padding changes the last digits of what
     * attention adds up, and quantising may make a step of that: only texts of one length share a batch.
     */
    private BatchLimits limits(ModelSpec spec, List<ModelRunner> runners) {
        BatchLimits limits = new BatchLimits(
                defaults.maxPaddedTokens(),
                defaults.maxRows(),
                defaults.runCost(),
                defaults.buckets(spec.tokenizer().maxTokens()));
        if (spec.onnx().precision() != Precision.DYNAMIC_INT8) {
            return limits;
        }
        return runners.stream().allMatch(ModelRunner::quantisesPerToken)
                ? limits.withEqualLengths()
                : limits.withOneRow();
    }

    List<LoadedModel> models() {
        return List.copyOf(models.values());
    }

    List<Task> tasks() {
        return List.copyOf(slots.keySet());
    }

    /** Where every model really computes. */
    List<ModelPlacement> placements() {
        List<ModelPlacement> placements = new ArrayList<>();
        for (LoadedModel model : models.values()) {
            for (ModelRunner runner : model.runners) {
                placements.add(
                        new ModelPlacement(model.spec.name(), runner.device().toString(), runner.placement()));
            }
        }
        return List.copyOf(placements);
    }

    /** The devices that really compute, without repetition. */
    String devicesUsed() {
        return models.values().stream()
                .flatMap(model -> model.runners.stream())
                .map(runner -> runner.device().toString())
                .distinct()
                .collect(Collectors.joining(","));
    }

    Slot slot(Task task) {
        Slot slot = slots.get(task);
        if (slot == null) {
            throw new IllegalArgumentException("task " + task.name() + " is not one of this engine's: "
                    + slots.keySet().stream().map(Task::name).toList());
        }
        return slot;
    }

    @Override
    public void close() {
        models.values().forEach(LoadedModel::close);
        tokenizers.values().forEach(TextTokenizer::close);
    }
}
