package textmill.runtime.engine;

/**
 * How large an engine is, every "suits the device" decided.
 *
 * @param windowTexts texts in flight
 * @param devices number of devices
 * @param callers batches that run on one device at once
 * @param tokenizerThreads threads that tokenise
 */
public record EngineSizes(int windowTexts, int devices, int callers, int tokenizerThreads) {}
