package textmill.topology.health;

/** The application ended itself because nothing moved any more; the message says what it waited for. */
public final class StuckException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For one line of a log. */
    public StuckException(String reason) {
        super(reason);
    }
}
