package textmill.runtime.task.tokenvectors;

import textmill.runtime.task.TaskResult;

/**
 * A vector for each token that counts, special ones included, in the order of the text. The arrays belong to the receiver.
 *
 * @param vectors {@code [tokens, width]}, row by row
 * @param width numbers of a vector; 0 where there is none
 * @param starts index of each token's first UTF-16 code unit in the original text; 0 for special tokens
 * @param ends index after its last UTF-16 code unit; 0 for special tokens
 */
public record TokenVectors(float[] vectors, int width, int[] starts, int[] ends) implements TaskResult {
    /** How many vectors. */
    public int size() {
        return starts.length;
    }

    @Override
    public TokenVectors copy() {
        return new TokenVectors(vectors.clone(), width, starts.clone(), ends.clone());
    }

    @Override
    public long bytes() {
        return (long) vectors.length * Float.BYTES + 2L * starts.length * Integer.BYTES;
    }
}
