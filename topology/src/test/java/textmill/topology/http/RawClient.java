package textmill.topology.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;

/** A client that sends what it likes. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MS = 60_000;

    private final Socket socket = new Socket();

    RawClient(URI endpoint) throws IOException {
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()), PATIENCE_MS);
        socket.setSoTimeout(PATIENCE_MS);
    }

    RawClient send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** A whole request for a path. */
    RawClient get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /** All that comes until the server closes; what came before it broke off. */
    String rest() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[8192];
        try {
            for (int n = socket.getInputStream().read(some);
                    n >= 0;
                    n = socket.getInputStream().read(some)) {
                all.write(some, 0, n);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the server keeps the connection; it said " + all.toString(ISO_8859_1), e);
        } catch (SocketException e) {
            // Reset: the server has closed, which is what this waits for.
            return all.toString(ISO_8859_1);
        }
        return all.toString(ISO_8859_1);
    }

    /** Reads on until something has come. */
    String until(String awaited) throws IOException {
        StringBuilder all = new StringBuilder();
        int from = 0;
        while (all.indexOf(awaited, from) < 0) {
            from = Math.max(0, all.length() - awaited.length());
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new AssertionError("closed after " + all);
            }
            all.append((char) next);
        }
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
