package textmill.runtime.model;

import java.util.Locale;

/** The kinds of result that a model can be asked for. */
public enum TaskKind {
    /** Pooled, usually normalised hidden states. */
    EMBEDDING,
    /** Softmax over labels. */
    CLASSIFICATION,
    /** Sigmoid per token: was it replaced? */
    REPLACED_TOKENS;

    /** The kind's name in configuration, messages and topics: {@code replaced-tokens}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The kind of that name.
     *
     * @throws IllegalArgumentException listing the names that there are
     */
    public static TaskKind parse(String text) {
        for (TaskKind kind : values()) {
            if (kind.text().equals(text)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "task: expected embedding, classification or replaced-tokens, found '" + text + "'");
    }
}
