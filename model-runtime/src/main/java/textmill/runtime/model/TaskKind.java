package textmill.runtime.model;

/** The kinds of result that a model can be asked for. */
public enum TaskKind {
    /** Pooled, usually normalised hidden states. */
    EMBEDDING,
    /** Softmax over labels. */
    CLASSIFICATION,
    /** Sigmoid per token: was it replaced? */
    REPLACED_TOKENS
}
