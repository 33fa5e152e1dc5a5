package textmill.runtime.task;

/**
 * One thing that an engine computes for a text: a model and the head that reads it. Obtained from {@link
 * textmill.runtime.engine.InferenceEngine#tasks()}.
 *
 * @param name unique within the engine, for example {@code embedding}
 * @param type which head, and so which {@link TaskResult}
 * @param model name of the model
 * @param fingerprint hash over model file, tokenizer, configuration, precision, runtime version and kind of device
 */
public record Task(String name, TaskType type, String model, String fingerprint) {}
