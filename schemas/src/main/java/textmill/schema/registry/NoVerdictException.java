package textmill.schema.registry;

/** An address of the registry did not say yes or no. */
final class NoVerdictException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    /** HTTP status; 0 if there was no answer. */
    private final int status;

    /** Whether waiting will not help: a certificate or a login that is not taken. */
    private final boolean distrust;

    NoVerdictException(int status, String message) {
        super(message);
        this.status = status;
        this.distrust = status == UNAUTHORIZED || status == FORBIDDEN;
    }

    NoVerdictException(String message, Throwable cause, boolean distrust) {
        super(message, cause);
        this.status = 0;
        this.distrust = distrust;
    }

    int status() {
        return status;
    }

    boolean isDistrust() {
        return distrust;
    }
}
