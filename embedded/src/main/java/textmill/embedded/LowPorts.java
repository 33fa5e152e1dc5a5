package textmill.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.utils.Utils;

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
        return free(1).get(0);
    }

    /** Several of them, all different: each is held until the last one is found. */
    static List<Integer> free(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            while (held.size() < count) {
                held.add(hold());
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            held.forEach(socket -> Utils.closeQuietly(socket, "probing socket"));
        }
    }

    private static ServerSocket hold() {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
            try {
                return new ServerSocket(port, 1, InetAddress.getByAddress(LoopbackSockets.ADDRESS));
            } catch (IOException e) {
                // Somebody has it.
            }
        }
        throw new BrokerStartException("found no free port between " + LOWEST + " and " + BEYOND);
    }
}
