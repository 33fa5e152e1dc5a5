package textmill.runtime.tokenize;

/** There are no tokens for a text. The message repeats nothing of the text. */
public final class TokenizeException extends RuntimeException {
    /** There is nothing in the text that a task could be done with. */
    public TokenizeException(String message) {
        super(message);
    }

    private TokenizeException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The library did not take a text. */
    static TokenizeException refused(RuntimeException cause) {
        return new TokenizeException(
                "the tokenizer refused the text: " + cause.getClass().getSimpleName(), cause);
    }
}
