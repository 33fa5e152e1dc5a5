package textmill.runtime.tokenize;

/** The tokenizer refused a text. The message repeats nothing of the text. */
public final class TokenizeException extends RuntimeException {
    TokenizeException(String message, Throwable cause) {
        super(message, cause);
    }
}
