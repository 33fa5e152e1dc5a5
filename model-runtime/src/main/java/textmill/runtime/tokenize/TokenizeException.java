package textmill.runtime.tokenize;

/** There are no tokens for a text. The message repeats nothing of the text. */
public final class TokenizeException extends RuntimeException {
    /** There is nothing in the text that a task could be done with. */
    public TokenizeException(String message) {
        super(message);
    }

    TokenizeException(String message, Throwable cause) {
        super(message, cause);
    }
}
