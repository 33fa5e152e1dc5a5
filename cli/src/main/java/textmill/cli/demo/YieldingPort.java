package textmill.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import textmill.topology.config.ConfigException;

/** The usual port of the endpoint, which gives way to any free one. Used by one thread. */
final class YieldingPort {
    private static final int ANY = 0;

    private final int usual;
    private boolean taken;

    /** Looks at nothing yet. */
    YieldingPort(int usual) {
        this.usual = usual;
    }

    int usual() {
        return usual;
    }

    /** The usual one, if somebody else has it. */
    OptionalInt taken() {
        return taken ? OptionalInt.of(usual) : OptionalInt.empty();
    }

    /**
     * Starts something on it, and again on any if somebody took it between the look and the start.
     *
     * @param start what listens there, and leaves nothing behind when it fails
     */
    <T> T start(IntFunction<T> start) {
        taken = isTaken();
        if (!taken) {
            try {
                return start.apply(usual);
            } catch (ConfigException e) {
                taken = isTaken();
                if (!taken) {
                    throw e;
                }
            }
        }
        return start.apply(ANY);
    }

    private boolean isTaken() {
        try (ServerSocket free = new ServerSocket(usual, 1, InetAddress.getLoopbackAddress())) {
            return !free.isBound();
        } catch (IOException e) {
            return true;
        }
    }
}
