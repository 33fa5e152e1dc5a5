package textmill.cli.security;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** A registry behind TLS that looks at certificates of clients or at what they say in {@code Authorization}. */
public final class GuardedRegistry implements AutoCloseable {
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI behind;
    private final Predicate<@Nullable String> admits;

    private GuardedRegistry(HttpsServer server, String behind, Predicate<@Nullable String> admits) {
        this.server = server;
        this.behind = URI.create(behind);
        this.admits = admits;
    }

    /**
     * Starts one.
     *
     * @param behind the registry that answers those who may ask
     * @param tls what it shows
     * @param wantsCertificate whether clients must show one too
     * @param admits what the header must be
     */
    static GuardedRegistry start(
            String behind, SSLContext tls, boolean wantsCertificate, Predicate<@Nullable String> admits)
            throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setNeedClientAuth(wantsCertificate);
                if (wantsCertificate) {
                    // In 1.3 a client's handshake is over before it is refused, and what it then sees is chance.
                    wanted.setProtocols(new String[] {"TLSv1.2"});
                }
                parameters.setSSLParameters(wanted);
            }
        });
        GuardedRegistry registry = new GuardedRegistry(server, behind, admits);
        server.setExecutor(registry.threads);
        server.createContext("/", registry::handle);
        server.start();
        return registry;
    }

    /** {@code host:port}. */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] asked = exchange.getRequestBody().readAllBytes();
            int status = 401;
            byte[] answer = "{\"error_code\":401,\"message\":\"Unauthorized\"}".getBytes(StandardCharsets.UTF_8);
            if (admits.test(exchange.getRequestHeaders().getFirst("Authorization"))) {
                HttpResponse<byte[]> said = client.send(
                        HttpRequest.newBuilder(behind.resolve(exchange.getRequestURI()))
                                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(asked))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
                status = said.statusCode();
                answer = said.body();
            }
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
