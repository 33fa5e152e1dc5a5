package textmill.runtime.engine;

import textmill.runtime.model.ModelSpec;

/**
 * A task for an engine to offer. Tasks whose models come from the same files share one session and one run.
 *
 * @param name unique within the engine
 * @param model validated model
 */
public record TaskSpec(String name, ModelSpec model) {
    /** A task named after what its model does, for example {@code embedding}. */
    public static TaskSpec of(ModelSpec model) {
        return new TaskSpec(model.kind().text(), model);
    }
}
