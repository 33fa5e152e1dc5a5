package textmill.topology.result;

/** How much of a text its results repeat. */
public enum Content {
    /** The words that a result speaks of, and their places. */
    FULL,
    /** The places only. */
    OFFSETS
}
