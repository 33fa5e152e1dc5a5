package textmill.topology.delivery;

/** Names of the headers that say which window of its text a record is of; decimal numbers. */
public final class WindowHeaders {
    /** Number of the window in its text, from 0. */
    public static final String NUMBER = "textmill.window.number";
    /** How many windows the text has. */
    public static final String COUNT = "textmill.window.count";
    /** Index of the window's first UTF-16 code unit in the text. */
    public static final String START = "textmill.window.start";
    /** Index after its last. */
    public static final String END = "textmill.window.end";

    private WindowHeaders() {}
}
