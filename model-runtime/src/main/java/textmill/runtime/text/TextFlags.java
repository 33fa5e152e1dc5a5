package textmill.runtime.text;

/**
 * What happened to a text on its way.
 *
 * @param truncated its end was not seen
 * @param empty it is empty or white space only
 * @param substituted invalid UTF-16 was replaced by U+FFFD
 */
public record TextFlags(boolean truncated, boolean empty, boolean substituted) {
    /** Nothing happened. */
    public static final TextFlags NONE = new TextFlags(false, false, false);

    /** The same, but empty or not. */
    public TextFlags withEmpty(boolean value) {
        return new TextFlags(truncated, value, substituted);
    }

    /** What happened here or there. */
    public TextFlags or(TextFlags other) {
        return new TextFlags(truncated || other.truncated, empty || other.empty, substituted || other.substituted);
    }
}
