package textmill.runtime.task;

import java.util.List;
import java.util.stream.Collectors;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;

/** A model in order, but not one for this task. */
public final class WrongTaskException extends ModelException {
    /**
     * Lists the outputs that there are.
     *
     * @param expected the output that the task reads, with its shape
     */
    public WrongTaskException(TaskType task, ModelSpec model, String expected) {
        super(
                model.onnx().path(),
                "for the task " + task.name() + " " + expected,
                found(model),
                "ask for the task that the model was made for, or export it for this one");
    }

    private WrongTaskException(TaskType task, ModelSpec model) {
        super(
                model.configFile(),
                "for the task " + task.name() + " architectures of " + task.served(),
                model.architecture(),
                "ask for the task that the model was made for, or use another model");
    }

    /** Names the architecture that speaks against it. */
    static WrongTaskException ofArchitecture(TaskType task, ModelSpec model) {
        return new WrongTaskException(task, model);
    }

    private static String found(ModelSpec model) {
        List<OnnxGraph.Value> outputs = model.graph().outputs();
        String listed = outputs.isEmpty()
                ? "no outputs"
                : outputs.stream().map(OnnxGraph.Value::toString).collect(Collectors.joining(", "));
        return model.architecture().isEmpty() ? listed : listed + " (" + model.architecture() + ")";
    }
}
