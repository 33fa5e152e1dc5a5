package textmill.embedded;

/** A chosen port is held by somebody else. The message is one line, fit to be shown to a user. */
public final class PortInUseException extends BrokerStartException {

    private final int port;

    public PortInUseException(String what, int port, Throwable cause) {
        super(
                "port " + port + " on 127.0.0.1 is in use, wanted for the " + what
                        + ": stop the program that holds it, or choose another port (0 takes a free one)",
                cause);
        this.port = port;
    }

    /** The port that was found in use. */
    public int port() {
        return port;
    }
}
