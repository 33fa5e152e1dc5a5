package textmill.runtime.task;

import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.tokenize.Tokens;

/**
 * One text's place in the outputs of its batch. Its tokens stand side by side in its row, but not always from the row's
 * beginning: some models pad on the left.
 *
 * @param outputs of the run
 * @param index of the text in the batch
 * @param offset position of the text's first token in its row
 * @param tokens of the text
 * @param text the text itself, which the tokens' offsets point into
 */
public record Row(ModelOutputs outputs, int index, int offset, Tokens tokens, String text) {
    /** The output of that name; fails if it was not asked for. */
    public ModelOutputs.Tensor output(String name) {
        return outputs.get(name);
    }

    /** Where the row begins among the values of a tensor {@code [batch, ...]}. */
    public int from(ModelOutputs.Tensor tensor) {
        return index * tensor.stride();
    }

    /** Where a token's values begin in a tensor {@code [batch, seq, ...]} that {@link #hasTokens}. */
    public int from(ModelOutputs.Tensor tensor, int token) {
        int width = tensor.stride() / (int) tensor.shape()[1];
        return from(tensor) + (offset + token) * width;
    }

    /** True if the second dimension of a tensor has a place for every token of the text. */
    public boolean hasTokens(ModelOutputs.Tensor tensor) {
        return tensor.shape().length > 1 && tensor.shape()[1] >= offset + tokens.length();
    }
}
