package textmill.runtime.task.tokenclassification;

/** How tokens become entities, named as in the pipeline of the transformers library. */
public enum Aggregation {
    /** Each token by itself, with its whole label. */
    NONE,
    /** Neighbouring tokens of one type are one entity. */
    SIMPLE,
    /** As simple, but a word has the label of its first token. */
    FIRST,
    /** As simple, but a word has the label of its tokens' mean probabilities. */
    AVERAGE,
    /** As simple, but a word has the label of its surest token. */
    MAX
}
