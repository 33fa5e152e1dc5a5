package textmill.runtime.engine;

import textmill.runtime.model.TaskKind;

/**
 * One thing that an engine computes for a text: a model and the head that reads it. Obtained from
 * {@link InferenceEngine#tasks()}.
 *
 * @param name unique within the engine, for example {@code embedding}
 * @param kind which head, and so which {@link textmill.runtime.head.TaskResult}
 * @param model name of the model
 * @param fingerprint hash over model file, tokenizer, configuration, precision, ONNX Runtime version and kind of device
 */
public record Task(String name, TaskKind kind, String model, String fingerprint) {}
