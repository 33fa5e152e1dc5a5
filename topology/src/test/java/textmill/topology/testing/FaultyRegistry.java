package textmill.topology.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A registry with moods, before a real one; or an HTTP proxy with moods, behind which there is always that one. */
public final class FaultyRegistry implements AutoCloseable {
    /** How it answers. */
    public enum Mood {
        /** As the real one does. */
        GOOD,
        /** With 401. */
        REFUSING,
        /** With 500, repeating what it was sent. */
        REPEATING,
        /** Not at all: the connection ends. */
        AWAY
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final String target;
    private volatile Mood mood = Mood.GOOD;

    private FaultyRegistry(HttpServer server, String target) {
        this.server = server;
        this.target = target;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Before a registry; on loopback. */
    public static FaultyRegistry before(String target) throws IOException {
        return new FaultyRegistry(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), target);
    }

    /** Its address. */
    public String url() {
        return "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
    }

    /** Changes how it answers. */
    public void mood(Mood next) {
        mood = next;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            switch (mood) {
                case GOOD -> forward(exchange, body);
                case REFUSING ->
                    answer(exchange, 401, "{\"error_code\":401,\"message\":\"Unauthorized\"}".getBytes(UTF_8));
                case REPEATING -> answer(exchange, 500, repeated(exchange).getBytes(UTF_8));
                case AWAY -> exchange.close();
            }
        }
    }

    private static String repeated(HttpExchange exchange) {
        return "{\"error_code\":500,\"message\":\"cannot serve "
                + exchange.getRequestHeaders().getFirst("Authorization") + " "
                + exchange.getRequestHeaders().getFirst("X-Key") + "\"}";
    }

    private void forward(HttpExchange exchange, byte[] body) throws IOException {
        // A proxy is told the whole address.
        URI asked = exchange.getRequestURI();
        String path = asked.getRawPath() + (asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery());
        HttpRequest request = HttpRequest.newBuilder(URI.create(target + path))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .build();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            answer(exchange, response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
