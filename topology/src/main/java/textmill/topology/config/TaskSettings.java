package textmill.topology.config;

import textmill.runtime.model.TaskKind;

/**
 * A task that is on.
 *
 * @param name for example {@code embedding}
 * @param kind what the model is asked for
 * @param model name of a bundled model, or a directory
 * @param topic where the results go
 */
public record TaskSettings(String name, TaskKind kind, String model, String topic) {}
