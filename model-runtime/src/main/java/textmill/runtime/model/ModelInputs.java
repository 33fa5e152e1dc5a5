package textmill.runtime.model;

import java.util.List;

/**
 * All inputs of a graph, in the order that it declares them, and the shape that it was fixed to when it was exported.
 *
 * @param list the inputs; {@code input_ids} is always among them
 * @param rows texts of every run, or {@link #FREE}
 * @param width tokens of every row, padding included, or {@link #FREE}
 */
public record ModelInputs(List<ModelInput> list, int rows, int width) {
    /** Any size of a dimension. */
    public static final int FREE = 0;

    /** Copies the list. */
    public ModelInputs {
        list = List.copyOf(list);
    }

    /** Their names, in order. */
    public List<String> names() {
        return list.stream().map(ModelInput::name).toList();
    }

    /** A tokenizer whose texts fit. */
    TokenizerFile cut(TokenizerFile tokenizer) {
        boolean fits = width == FREE || tokenizer.maxTokens() <= width;
        return fits ? tokenizer : tokenizer.withMaxTokens(width);
    }

    /** True if a mask says for every token which tokens it sees. */
    public boolean square() {
        return list.stream().anyMatch(ModelInput::square);
    }

    /** True if the graph takes it. */
    public boolean has(ModelInput.Role role) {
        return list.stream().anyMatch(input -> input.role() == role);
    }
}
