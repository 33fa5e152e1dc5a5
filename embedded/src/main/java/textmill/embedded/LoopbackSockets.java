package textmill.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * Binds the broker's listeners before its configuration is written, and hands them over when Kafka asks.
 *
 * <p>A KRaft node must name its controller's port in its own configuration. Picking a free port, releasing it and
 * letting Kafka bind it again would leave a moment in which another process can take it; here a port once found is
 * never released, and a port in use is noticed before anything has started.
 */
final class LoopbackSockets implements ServerSocketFactory, AutoCloseable {

    static final String HOST = "127.0.0.1";
    static final byte[] ADDRESS = {127, 0, 0, 1};
    private static final int BACKLOG = 128;

    private final Map<String, ServerSocketChannel> waiting = new ConcurrentHashMap<>();

    /** Binds a listener and returns its port. */
    int bind(String listener, String what, int port) {
        try {
            ServerSocketChannel channel = ServerSocketChannel.open();
            waiting.put(listener, channel);
            // A broker that starts again at its old port must not wait for the old connections' TIME_WAIT.
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(InetAddress.getByAddress(ADDRESS), port), BACKLOG);
            return channel.socket().getLocalPort();
        } catch (BindException e) {
            close();
            throw new PortInUseException(what, port, e);
        } catch (IOException e) {
            close();
            throw new BrokerStartException(
                    "cannot listen on " + HOST + ":" + port + " for the " + what + ": " + e.getMessage(), e);
        }
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listenerName, InetSocketAddress address, int listenBacklogSize, int recvBufferSize)
            throws IOException {
        ServerSocketChannel channel = waiting.remove(listenerName);
        if (channel == null) {
            throw new IOException("no socket was bound for listener " + listenerName + " at " + address);
        }
        channel.configureBlocking(false);
        return channel;
    }

    /** Closes the sockets that nobody has asked for. */
    @Override
    public void close() {
        waiting.values().forEach(channel -> Utils.closeQuietly(channel, "listening socket"));
        waiting.clear();
    }
}
