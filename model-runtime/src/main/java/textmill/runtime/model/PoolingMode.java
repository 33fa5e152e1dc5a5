package textmill.runtime.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How a text's token vectors become one vector. Several are concatenated in the order in which they are named. */
public enum PoolingMode {
    /** The vector of the first token. */
    CLS("cls", "cls"),
    /** The largest value of each number over the tokens. */
    MAX("max", "max"),
    /** Mean over the tokens, special tokens included, padding not. */
    MEAN("mean", "mean"),
    /** Sum over the tokens, divided by the square root of their number. */
    MEAN_SQRT("mean-sqrt", "mean_sqrt_len_tokens"),
    /** Mean over the tokens in which the n-th token counts n times (Muennighoff, SGPT, 2022). */
    WEIGHTED_MEAN("weighted-mean", "weightedmean"),
    /** The vector of the last token. */
    LAST_TOKEN("last-token", "lasttoken");

    private final String text;
    private final String libraryName;

    PoolingMode(String text, String libraryName) {
        this.text = text;
        this.libraryName = libraryName;
    }

    /** Its name in configuration and messages, for example {@code last-token}. */
    public String text() {
        return text;
    }

    /** Its name in files of the sentence-transformers library, for example {@code lasttoken}. */
    String libraryName() {
        return libraryName;
    }

    /** All names, for messages. */
    public static String names() {
        return Arrays.stream(values()).map(PoolingMode::text).collect(Collectors.joining(", "));
    }

    /**
     * Modes separated by commas; the library's names are understood too.
     *
     * @throws IllegalArgumentException listing the names that there are
     */
    public static List<PoolingMode> parse(String text) {
        List<PoolingMode> modes = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            modes.add(one(name.strip()));
        }
        return List.copyOf(modes);
    }

    private static PoolingMode one(String name) {
        for (PoolingMode mode : values()) {
            if (mode.text.equals(name) || mode.libraryName.equals(name)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("expected " + names() + " or several with commas, found '" + name + "'");
    }
}
