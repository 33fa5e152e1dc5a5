package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.task.Task;
import textmill.runtime.tokenize.TextTokenizer;

/**
 * Everything of an engine that holds native memory, tokenizers and sessions, and where each task's result is found. Owns
 * what it holds.
 */
public final class ModelSet implements AutoCloseable {
    private static final Set<String> QUANTISED =
            Set.of("MatMulInteger", "QLinearMatMul", "DynamicQuantizeMatMul", "QGemm", "DequantizeLinear");

    private final List<LoadedModel> models;
    private final List<TextTokenizer> tokenizers;
    private final Map<Task, Slot> slots;

    /**
     * Where a task's result is found.
     *
     * @param pass that computes it
     * @param head index of the head that reads it
     */
    public record Slot(ModelPass pass, int head) {}

    /**
     * Takes ownership of models and tokenizers.
     *
     * @param models in the order of their indices
     * @param slots in the order of the tasks
     */
    public ModelSet(List<LoadedModel> models, Collection<TextTokenizer> tokenizers, Map<Task, Slot> slots) {
        this.models = List.copyOf(models);
        this.tokenizers = List.copyOf(tokenizers);
        this.slots = new LinkedHashMap<>(slots);
    }

    /** Every model, each once however many tasks use it. */
    public List<LoadedModel> models() {
        return models;
    }

    List<Task> tasks() {
        return List.copyOf(slots.keySet());
    }

    /** Where every model really computes. */
    public List<ModelPlacement> placements() {
        List<ModelPlacement> placements = new ArrayList<>();
        for (LoadedModel model : models) {
            for (ModelRunner runner : model.runners()) {
                placements.add(new ModelPlacement(
                        model.spec().name(),
                        runner.device().toString(),
                        runtime(runner),
                        precision(model, runner),
                        model.limits().sharing().text(),
                        runner.placement()));
            }
        }
        return List.copyOf(placements);
    }

    private static String runtime(ModelRunner runner) {
        boolean namesItself = runner.device().kind().usesOpenVino();
        return namesItself ? runner.runtime() : "ONNX Runtime " + runner.runtime();
    }

    /** OpenVINO is told what to compute with; ONNX Runtime computes what the graph says. */
    private static String precision(LoadedModel model, ModelRunner runner) {
        if (runner.device().kind().usesOpenVino()) {
            String runtime = runner.runtime();
            return runtime.substring(runtime.lastIndexOf(' ') + 1);
        }
        return model.spec().graph().operators().stream().anyMatch(QUANTISED::contains) ? "int8" : "file";
    }

    /** The devices that really compute, without repetition. */
    public String devicesUsed() {
        return models.stream()
                .flatMap(model -> model.runners().stream())
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
        models.forEach(LoadedModel::close);
        tokenizers.forEach(TextTokenizer::close);
    }
}
