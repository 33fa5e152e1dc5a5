package textmill.runtime.task;

/** Whether a task reads a second text. */
public enum PairUse {
    /** A second text is refused: nothing would read it. */
    NONE,
    /** It is read where there is one. */
    OPTIONAL,
    /** A text without one is refused. */
    REQUIRED
}
