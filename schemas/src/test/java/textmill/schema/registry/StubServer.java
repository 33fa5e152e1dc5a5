package textmill.schema.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** An HTTP server on loopback that answers as the test says and remembers what it was asked. */
final class StubServer implements AutoCloseable {

    /** What it was asked. */
    record Request(
            String method,
            String path,
            String body,
            @Nullable String authorization,
            HttpExchange exchange) {
        @Nullable
        String header(String name) {
            return exchange.getRequestHeaders().getFirst(name);
        }
    }

    /** What it answers. */
    record Answer(int status, String body) {
        static Answer ok(String body) {
            return new Answer(200, body);
        }

        static Answer error(int status, int code) {
            return new Answer(status, "{\"error_code\":" + code + ",\"message\":\"no\"}");
        }

        /** Never answers: holds the connection until the server is closed. */
        static Answer stall() {
            return new Answer(-1, "");
        }

        /** Sends headers and half a body, then nothing. */
        static Answer stallInBody(String half) {
            return new Answer(-2, half);
        }
    }

    private static final String HOST = "localhost";

    final List<Request> requests = new CopyOnWriteArrayList<>();
    volatile Function<Request, Answer> answers = request -> Answer.error(404, 40403);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);

    private StubServer(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static StubServer http() {
        return new StubServer(create(HttpServer::create));
    }

    static StubServer https(SSLContext context, boolean needClientCertificate) {
        HttpsServer server = create(HttpsServer::create);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                tls.setNeedClientAuth(needClientCertificate);
                parameters.setSSLParameters(tls);
            }
        });
        return new StubServer(server);
    }

    String url() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return scheme + "://" + HOST + ":" + server.getAddress().getPort();
    }

    /** Settings of a client that waits for the answers of this server, however long the machine stands. */
    Map<String, Object> configs() {
        Map<String, Object> configs = new HashMap<>();
        configs.put("schema.registry.url", url());
        configs.put("http.connect.timeout.ms", 60_000);
        configs.put("http.read.timeout.ms", 60_000);
        return configs;
    }

    /** A client with these settings and such as the test wants, that does not wait long between retries. */
    SchemaRegistry connect(Map<String, ?> configs) {
        Map<String, Object> all = configs();
        all.putAll(configs);
        all.put("retries.wait.ms", 1);
        return SchemaRegistry.connect(all);
    }

    /** A schema as a string of JSON. */
    static String quoted(Schema schema) {
        return "\"" + schema.toString().replace("\"", "\\\"") + "\"";
    }

    void answer(Answer answer) {
        answers = request -> answer;
    }

    /** These in turn, the last one for ever. */
    void answerInTurn(Answer... inTurn) {
        int before = requests.size();
        answers = request -> inTurn[Math.min(requests.size() - before, inTurn.length) - 1];
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        Request request = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                body,
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange);
        requests.add(request);
        Answer answer = Objects.requireNonNull(answers.apply(request));
        try (exchange) {
            byte[] bytes = answer.body().getBytes(UTF_8);
            if (answer.status() == -1) {
                closed.await();
            } else if (answer.status() == -2) {
                exchange.sendResponseHeaders(200, bytes.length + 100L);
                exchange.getResponseBody().write(bytes);
                exchange.getResponseBody().flush();
                closed.await();
            } else {
                exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Factory<S> {
        S create(InetSocketAddress address, int backlog) throws IOException;
    }

    private static <S> S create(Factory<S> factory) {
        try {
            return factory.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
