package textmill.topology.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import textmill.topology.config.ConfigException;
import textmill.topology.metrics.ScrapeFormat;

/** {@code /metrics}, {@code /info}, {@code /health/live} and {@code /health/ready}. Answers 503 while a condition is down. */
public final class OperatorEndpoint implements AutoCloseable {
    private static final String JSON = "application/json";

    private final HttpServer server;
    private final ExecutorService threads;

    private OperatorEndpoint(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts to answer.
     *
     * @param address where to listen; port 0 takes a free one
     * @param pages what to answer
     * @throws ConfigException if the address cannot be used
     */
    public static OperatorEndpoint start(InetSocketAddress address, Pages pages) {
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new ConfigException(List.of("http.host = " + address.getHostString() + ", http.port = "
                    + address.getPort() + ": cannot listen there (" + e.getMessage()
                    + "). Choose another port, or 0 for any."));
        }
        ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "textmill-http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/metrics", exchange -> {
            ScrapeFormat format = ScrapeFormat.of(exchange.getRequestHeaders().getFirst("Accept"));
            answer(exchange, "/metrics", 200, format.contentType(), () -> pages.metrics.apply(format));
        });
        server.createContext("/info", exchange -> answer(exchange, "/info", 200, JSON, text(pages.info)));
        health(server, "/health/live", pages.live());
        health(server, "/health/ready", pages.ready());
        server.start();
        return new OperatorEndpoint(server, threads);
    }

    /**
     * What the endpoint answers; asked at every request.
     *
     * @param metrics as the format says that a request wants
     * @param info what runs, as JSON
     * @param live down: restart the process
     * @param ready down: the process waits for something
     */
    public record Pages(
            Function<ScrapeFormat, byte[]> metrics,
            Supplier<String> info,
            Supplier<Condition> live,
            Supplier<Condition> ready) {}

    private static void health(HttpServer server, String path, Supplier<Condition> condition) {
        server.createContext(path, exchange -> {
            Condition now = condition.get();
            answer(exchange, path, now.isUp() ? 200 : 503, JSON, text(now::json));
        });
    }

    private static Supplier<byte[]> text(Supplier<String> text) {
        return () -> text.get().getBytes(UTF_8);
    }

    private static void answer(HttpExchange exchange, String path, int status, String type, Supplier<byte[]> body)
            throws IOException {
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (!exchange.getRequestURI().getPath().equals(path)) {
                exchange.sendResponseHeaders(404, -1);
            } else if (!head && !exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                exchange.sendResponseHeaders(405, -1);
            } else {
                byte[] bytes = body.get();
                exchange.getResponseHeaders().set("Content-Type", type);
                exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
                if (!head) {
                    exchange.getResponseBody().write(bytes);
                }
            }
        }
    }

    /** Where it answers, with the port really used. */
    public URI address() {
        InetSocketAddress bound = server.getAddress();
        String host = bound.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
