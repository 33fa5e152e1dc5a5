package textmill.topology.start;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.stream.Stream;

/** Somebody who listens, and says nothing to a client that speaks plain text. */
final class SilentListener {
    private static final int PATIENCE_MS = 2_000;

    private SilentListener() {}

    /** The first of some addresses, {@code host:port,host:port}, at which somebody listens. */
    static Optional<String> among(String addresses) {
        return Stream.of(addresses.split(",", -1))
                .map(String::strip)
                .filter(SilentListener::listens)
                .findFirst();
    }

    private static boolean listens(String address) {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            String host = address.substring(0, colon).replaceAll("^\\[|]$", "");
            socket.connect(new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1))), PATIENCE_MS);
            return true;
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return false;
        }
    }
}
