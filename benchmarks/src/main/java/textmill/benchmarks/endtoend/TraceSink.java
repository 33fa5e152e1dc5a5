package textmill.benchmarks.endtoend;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Executors;

/** A collector of traces that reads what it gets and keeps nothing. Ends with the process. */
final class TraceSink {
    private static final int OK = 200;

    private TraceSink() {}

    /** Starts one, and says how Textmill sends it the spans of those records that somebody follows already. */
    static Map<String, String> settings() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "trace-sink");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/v1/traces", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(OK, -1);
            }
        });
        server.start();
        return Map.of(
                "device",
                "cpu",
                "tracing",
                "true",
                "otel.exporter.otlp.endpoint",
                "http://127.0.0.1:" + server.getAddress().getPort());
    }
}
