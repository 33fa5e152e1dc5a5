package textmill.runtime.task.embedding;

/** How a text's token vectors become one vector. */
public enum Pooling {
    /** Mean over the real tokens, special tokens included, padding not. */
    MEAN,
    /** The vector of the first token. */
    CLS,
    /** The model does it: its output is {@code [batch, hidden]}. */
    IN_MODEL
}
