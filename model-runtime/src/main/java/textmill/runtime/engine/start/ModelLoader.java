package textmill.runtime.engine.start;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import textmill.runtime.batch.BatchLimits;
import textmill.runtime.batch.LengthBuckets;
import textmill.runtime.device.Device;
import textmill.runtime.engine.LoadedModel;
import textmill.runtime.engine.ModelSet;
import textmill.runtime.model.ModelInputs;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Precision;
import textmill.runtime.model.TokenizerFile;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.tokenize.TextTokenizer;

/** Loads what tasks need: each tokenizer and each session once, however many tasks use it. For one thread, once. */
final class ModelLoader {
    private final Map<String, TextTokenizer> tokenizers = new HashMap<>();
    private final Map<Key, LoadedModel> models = new LinkedHashMap<>();
    private final Map<Task, ModelSet.Slot> slots = new LinkedHashMap<>();
    private final Map<String, Integer> longest = new HashMap<>();
    private final Map<Path, Set<String>> outputs = new HashMap<>();
    private final List<Device> devices;
    private final DeviceDefaults defaults;
    private final RunnerOpener opener;

    /** What decides what a session is fed with: another prompt or another limit is another computation. */
    private record Key(Path file, String tokenizer, int maxTokens) {}

    ModelLoader(List<Device> devices, DeviceDefaults defaults, RunnerOpener opener) {
        this.devices = devices;
        this.defaults = defaults;
        this.opener = opener;
    }

    /** Loads what the tasks need; if that fails, everything is closed again. */
    ModelSet load(List<TaskSpec> tasks) {
        try {
            for (TaskSpec task : tasks) {
                TokenizerFile file = task.model().tokenizer();
                longest.merge(file.identity(), file.maxTokens(), Math::max);
                outputs.computeIfAbsent(path(task.model()), unread -> new TreeSet<>())
                        .addAll(task.head().outputs());
            }
            tasks.forEach(this::add);
            return new ModelSet(List.copyOf(models.values()), tokenizers.values(), slots);
        } catch (RuntimeException e) {
            models.values().forEach(LoadedModel::close);
            tokenizers.values().forEach(TextTokenizer::close);
            throw e;
        }
    }

    private static Path path(ModelSpec spec) {
        return spec.onnx().path().toAbsolutePath().normalize();
    }

    private void add(TaskSpec spec) {
        TokenizerFile tokenizer = spec.model().tokenizer();
        Key key = new Key(path(spec.model()), tokenizer.identity(), tokenizer.maxTokens());
        LoadedModel model = models.get(key);
        if (model == null) {
            model = load(spec.model());
            models.put(key, model);
        }
        ModelSet.Slot slot = model.add(spec.head());
        String fingerprint = spec.fingerprint(runtimes(model), kinds(model));
        slots.put(new Task(spec.name(), spec.type(), spec.model().name(), fingerprint), slot);
    }

    private static String runtimes(LoadedModel model) {
        return model.runners().stream()
                .map(ModelRunner::runtime)
                .distinct()
                .sorted()
                .collect(Collectors.joining("+"));
    }

    /** How a model is really computed: kinds of device, and scales by token. In another way the last digits may differ. */
    private static String kinds(LoadedModel model) {
        return model.runners().stream()
                .map(runner -> runner.device().kind().text() + (runner.quantisesPerToken() ? " by row" : ""))
                .distinct()
                .sorted()
                .collect(Collectors.joining("+"));
    }

    private LoadedModel load(ModelSpec spec) {
        TokenizerFile file = spec.tokenizer();
        // Models that take fewer tokens cut what the shared tokenizer gives.
        int maxTokens = longest.getOrDefault(file.identity(), file.maxTokens());
        TextTokenizer tokenizer = tokenizers.computeIfAbsent(
                file.identity(), identity -> TextTokenizer.load(file.withMaxTokens(maxTokens)));
        LoadedModel.Source source = new LoadedModel.Source(spec, tokenizer);
        PrecisionChoice precision = new PrecisionChoice(source, outputs.getOrDefault(path(spec), Set.of()));
        List<ModelRunner> runners = new ArrayList<>();
        try {
            for (Device device : devices) {
                runners.add(precision.settle(opener.open(spec, device, defaults.threadsPerRun())));
            }
        } catch (RuntimeException e) {
            runners.forEach(ModelRunner::close);
            throw e;
        }
        return new LoadedModel(models.size(), source, runners, limits(spec, runners));
    }

    /**
     * A quantised model takes the scale of its integers from the whole batch: alone, a text's result is always the same.
     * With scales of its own every token keeps its result beside others, but padding changes the last digits of what
     * attention adds up, and quantising may make a step of that: only texts of one length share a batch. OpenVINO chooses
     * its kernels by the width of a batch, but gives each row the same bits whatever the others are: each text always has
     * the padding of its width.
     */
    private BatchLimits limits(ModelSpec spec, List<ModelRunner> runners) {
        int fixedRows = spec.onnx().inputs().rows();
        BatchLimits limits = new BatchLimits(
                defaults.maxPaddedTokens(),
                fixedRows == ModelInputs.FREE ? defaults.maxRows() : Math.min(fixedRows, defaults.maxRows()),
                defaults.runCost(),
                buckets(spec));
        if (runners.stream().anyMatch(runner -> runner.device().kind().usesOpenVino())) {
            limits = limits.withEqualWidths();
        }
        if (spec.onnx().precision() != Precision.DYNAMIC_INT8) {
            return limits;
        }
        return runners.stream().allMatch(ModelRunner::quantisesPerToken)
                ? limits.withEqualLengths()
                : limits.withOneRow();
    }

    private LengthBuckets buckets(ModelSpec spec) {
        int width = spec.onnx().inputs().width();
        return width == ModelInputs.FREE ? defaults.buckets(spec.tokenizer().maxTokens()) : LengthBuckets.only(width);
    }
}
