package textmill.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds free ports below those that the system gives to outgoing connections.
 *
 * <p>A broker that is killed and started again needs its old port. Were it one of the system's, a client that keeps
 * trying to connect to the dead broker could be given just this port as its own, and hold it.
 */
final class LowPorts {

    private static final int LOWEST = 16_000;
    private static final int BEYOND = 32_000;
    private static final int ATTEMPTS = 200;

    private LowPorts() {}

    /** A port on the loopback interface that is free now. */
    static int free() {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
            if (isFree(port)) {
                return port;
            }
        }
        throw new BrokerStartException("found no free port between " + LOWEST + " and " + BEYOND);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(LoopbackSockets.ADDRESS), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
