package textmill.runtime.task.sparse;

import textmill.runtime.task.TaskResult;

/**
 * The terms that a text stands for, whether or not it holds them.
 *
 * @param indices ids of the vocabulary, ascending; owned by the receiver
 * @param values their weights, above 0; owned by the receiver
 * @param tokens the terms as the tokenizer writes them; owned by the receiver
 */
public record SparseVector(int[] indices, float[] values, String[] tokens) implements TaskResult {
    private static final int REFERENCE_BYTES = 8;

    @Override
    public SparseVector copy() {
        return new SparseVector(indices.clone(), values.clone(), tokens.clone());
    }

    /** The terms' characters are the vocabulary's. */
    @Override
    public long bytes() {
        return (long) indices.length * (Integer.BYTES + Float.BYTES + REFERENCE_BYTES);
    }
}
