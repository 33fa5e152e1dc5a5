package textmill.runtime.task.embedding;

import textmill.runtime.task.TaskResult;

/**
 * A pooled sentence embedding.
 *
 * @param vector {@code [hidden]}, L2-normalised if the model's pipeline says so; owned by the receiver
 */
public record Embedding(float[] vector) implements TaskResult {
    @Override
    public Embedding copy() {
        return new Embedding(vector.clone());
    }

    @Override
    public long bytes() {
        return (long) vector.length * Float.BYTES;
    }
}
