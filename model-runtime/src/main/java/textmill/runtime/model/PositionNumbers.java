package textmill.runtime.model;

import java.util.Set;

/** How a family numbers the tokens of a text. */
public enum PositionNumbers {
    /** 0, 1, 2 and so on. */
    FROM_ZERO,
    /** From the padding's id plus 1 on; tokens with the padding's id have that number, and are not counted. */
    BEHIND_PADDING;

    private static final Set<String> BEHIND = Set.of(
            "roberta",
            "roberta-prelayernorm",
            "xlm-roberta",
            "xlm-roberta-xl",
            "camembert",
            "mpnet",
            "data2vec-text",
            "longformer",
            "luke",
            "esm",
            "xmod",
            "ibert",
            "lilt",
            "layoutlmv3",
            "markuplm");

    /** Families that are known to have a table of positions which they use from its first row on. */
    private static final Set<String> FIRST_ROW =
            Set.of("bert", "albert", "electra", "distilbert", "convbert", "gpt2", "squeezebert", "mobilebert");

    /** True if it is certain that a family's positions do not leave a table that has room for so many tokens. */
    static boolean isKnown(String family) {
        return BEHIND.contains(family) || FIRST_ROW.contains(family);
    }

    /** As {@code model_type} in {@code config.json} says. */
    static PositionNumbers of(String family) {
        return BEHIND.contains(family) ? BEHIND_PADDING : FROM_ZERO;
    }

    /** How many texts' tokens fit into a table of positions. */
    int tokens(int positions, int padId) {
        return this == BEHIND_PADDING ? positions - padId - 1 : positions;
    }
}
