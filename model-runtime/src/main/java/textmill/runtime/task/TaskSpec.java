package textmill.runtime.task;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Sha256;

/**
 * A task for an engine to offer. Tasks whose models come from the same files share one session and one run.
 *
 * @param name unique within the engine
 * @param type what it computes
 * @param model validated model
 * @param head what is read from the model's outputs
 */
public record TaskSpec(String name, TaskType type, ModelSpec model, HeadSpec head) {
    /**
     * What the model was made for, named after its kind, for example {@code embedding}.
     *
     * @throws ModelException if the model's files say nothing of a task that is known here
     */
    public static TaskSpec of(ModelSpec model) {
        TaskType type = TaskTypes.of(model);
        return of(type.name(), model, type);
    }

    /**
     * What the model was made for, under a name.
     *
     * @throws ModelException if the model's files say nothing of a task that is known here
     */
    public static TaskSpec of(String name, ModelSpec model) {
        return of(name, model, null);
    }

    /**
     * A named task.
     *
     * @param type what to compute, or null for what the model was made for
     * @throws WrongTaskException if the model cannot do it
     * @throws ModelException if the model's files say nothing of a task, or do not fit together
     */
    public static TaskSpec of(String name, ModelSpec model, @Nullable TaskType type) {
        return of(name, model, type == null ? TaskTypes.of(model) : type, TaskOptions.none());
    }

    /**
     * A named task with options.
     *
     * @param type what to compute
     * @param options of that kind
     * @throws WrongTaskException if the model cannot do it
     * @throws ModelException if the model's files do not fit together
     * @throws IllegalArgumentException if the options do not fit the model
     */
    public static TaskSpec of(String name, ModelSpec model, TaskType type, TaskOptions options) {
        if (!type.madeFor(model) && !type.fits(model)) {
            throw WrongTaskException.ofArchitecture(type, model);
        }
        HeadSpec head = type.read(model, options);
        return new TaskSpec(name, type, model, type.windows() ? WindowOptions.apply(head, model, options) : head);
    }

    /**
     * Equal fingerprints mean comparable results.
     *
     * @param runtimeVersion version of the runtime library
     * @param deviceKind kind of device that it runs on, without its number
     * @return 64 hexadecimal digits
     */
    public String fingerprint(String runtimeVersion, String deviceKind) {
        String facts = String.join(
                "\n",
                List.of(
                        "model " + model.onnx().sha256(),
                        "tokenizer " + model.tokenizer().identity(),
                        "max tokens " + model.tokenizer().maxTokens(),
                        "configuration " + model.configuration().sha256(),
                        "head " + head,
                        "precision " + model.onnx().precision(),
                        "runtime " + runtimeVersion,
                        "device " + deviceKind));
        return Sha256.of(facts.getBytes(StandardCharsets.UTF_8));
    }
}
