package textmill.embedded.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Between HTTP and the routes: bounds the request, turns every ending into an answer, never shows a stack trace. */
final class HttpFront implements HttpHandler {

    static final int LARGEST_BODY = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

    private final Routes routes;
    private final ObjectMapper json = new ObjectMapper();

    HttpFront(Routes routes) {
        this.routes = routes;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = 200;
            byte[] answer;
            try {
                Object result = answerTo(exchange);
                answer = result instanceof String text
                        ? text.getBytes(StandardCharsets.UTF_8)
                        : json.writeValueAsBytes(result);
            } catch (RegistryException e) {
                status = e.status();
                answer = error(e.code(), e.reason());
            } catch (RuntimeException | StackOverflowError e) {
                LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                status = 500;
                answer = error(500, "internal error, see the log of the registry");
            }
            exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
            exchange.sendResponseHeaders(status, answer.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(answer);
            }
        }
    }

    private Object answerTo(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            throw new RegistryException(413, 413, "the body is larger than " + LARGEST_BODY + " bytes");
        }
        return routes.answer(Request.of(exchange.getRequestMethod(), exchange.getRequestURI(), body));
    }

    private byte[] error(int code, String message) throws IOException {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("error_code", code);
        error.put("message", message);
        return json.writeValueAsBytes(error);
    }
}
