package textmill.runtime.task;

import java.util.List;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;

/** A model in order, but without the output that a task reads. */
public final class WrongTaskException extends ModelException {
    /**
     * Lists the outputs that there are.
     *
     * @param expected the output that the task reads, with its shape
     */
    public WrongTaskException(ModelSpec model, String expected) {
        super(
                model.onnx().path(),
                "for this task " + expected,
                found(model),
                "ask for the task that the model was made for, or export it for this one");
    }

    private static String found(ModelSpec model) {
        List<String> found =
                model.graph().outputs().stream().map(OnnxGraph.Value::toString).toList();
        return found.isEmpty() ? "no outputs" : String.join(", ", found);
    }
}
