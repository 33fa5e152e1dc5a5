package textmill.topology.decode;

import textmill.topology.deadletter.Failure;

/** What the value of an input record turned out to be. */
public sealed interface Decoded {

    /**
     * A text.
     *
     * @param text any Java string, possibly empty
     * @param substituted what was not Unicode has been replaced by U+FFFD
     */
    record Text(String text, boolean substituted) implements Decoded {}

    /** The text field is there and null. */
    record NullText() implements Decoded {}

    /**
     * The value can never be read, however often it is tried.
     *
     * @param failure why
     */
    record Unreadable(Failure failure) implements Decoded {}
}
