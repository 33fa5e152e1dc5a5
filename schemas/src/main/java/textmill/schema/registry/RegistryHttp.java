package textmill.schema.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One question and one JSON answer over HTTP, asked of each address in turn until one of them gives a verdict. */
final class RegistryHttp {
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int SUCCESS = 2;
    private static final int OK = 200;
    private static final int FIRST_CLIENT_ERROR = 400;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;
    private static final int NOT_FOUND = 404;

    private final List<Endpoint> endpoints;
    private final RegistryConfig.Http settings;
    private final Duration deadline;
    private final HttpClient client;
    private final ObjectMapper json = new ObjectMapper();

    /** Index of the address that answered last, so that a dead one costs its time-out once and not every time. */
    private final AtomicInteger preferred = new AtomicInteger();

    RegistryHttp(List<Endpoint> endpoints, RegistryConfig.Http settings) {
        this.endpoints = endpoints;
        this.settings = settings;
        this.deadline = settings.readTimeout();
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout());
        if (settings.tls() != null) {
            builder.sslContext(settings.tls());
        }
        if (settings.proxy() != null) {
            builder.proxy(settings.proxy());
        }
        this.client = builder.build();
    }

    JsonNode get(String path) {
        return ask("GET", path, null);
    }

    JsonNode send(String method, String path, JsonNode body) {
        return ask(method, path, body.toString());
    }

    private JsonNode ask(String method, String path, @Nullable String body) {
        int first = preferred.get();
        List<String> failures = new ArrayList<>();
        Throwable cause = null;
        for (int i = 0; i < endpoints.size(); i++) {
            int index = (first + i) % endpoints.size();
            Endpoint endpoint = endpoints.get(index);
            try {
                JsonNode answer = verdict(method, path, exchange(endpoint, method, path, body));
                preferred.set(index);
                return answer;
            } catch (RegistryRefusedException e) {
                preferred.set(index);
                throw e;
            } catch (NoVerdict e) {
                failures.add(endpoint + ": " + e.getMessage());
                cause = e.getCause() == null ? cause : e.getCause();
            }
        }
        throw new RegistryUnavailableException(
                "The schema registry gave no answer to " + method + " " + path + " (" + String.join("; ", failures)
                        + "); check " + RegistryKeys.URL + " and that the registry is up",
                cause);
    }

    private HttpResponse<byte[]> exchange(Endpoint endpoint, String method, String path, @Nullable String body)
            throws NoVerdict {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint.resolve(path)).header("Accept", CONTENT_TYPE + ", application/json");
        settings.headers().forEach(request::header);
        if (endpoint.authorization() != null) {
            request.header("Authorization", endpoint.authorization());
        }
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", CONTENT_TYPE).method(method, BodyPublishers.ofString(body));
        }
        return await(client.sendAsync(request.build(), BodyHandlers.ofByteArray()));
    }

    /** Not {@link HttpRequest#timeout()}, which ends with the headers: a registry may stall in the body too. */
    private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> pending) throws NoVerdict {
        try {
            return pending.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new NoVerdict(describe(cause), cause);
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new NoVerdict("no complete answer within " + deadline.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new NoVerdict("interrupted", e);
        }
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    private JsonNode verdict(String method, String path, HttpResponse<byte[]> response) throws NoVerdict {
        int status = response.statusCode();
        JsonNode answer = parse(response.body());
        if (status / 100 == SUCCESS && answer != null) {
            return answer;
        }
        int errorCode = answer == null ? 0 : answer.path("error_code").asInt(0);
        if (isVerdict(status, errorCode)) {
            String words = answer == null ? "" : answer.path("message").asText("");
            throw new RegistryRefusedException(
                    "The schema registry answered " + status + " (error code " + errorCode + ": " + words + ") to "
                            + method + " " + path,
                    status,
                    errorCode);
        }
        throw new NoVerdict(explain(status, answer), null);
    }

    /**
     * A bare 404 comes from a wrong path or a proxy, not from a registry: only one that carries a registry's error code
     * says anything about the schema. Taking the other kind for a verdict would condemn a whole topic.
     */
    private static boolean isVerdict(int status, int errorCode) {
        return switch (status) {
            case NOT_FOUND -> errorCode / 100 == NOT_FOUND && errorCode != NOT_FOUND;
            case CONFLICT, UNPROCESSABLE -> errorCode >= FIRST_CLIENT_ERROR;
            default -> false;
        };
    }

    private static String explain(int status, @Nullable JsonNode answer) {
        String hint =
                switch (status) {
                    case OK -> ", but no JSON: is this a schema registry?";
                    case 401, 403 -> ": check " + RegistryKeys.BASIC_USER_INFO + " or " + RegistryKeys.BEARER_TOKEN;
                    case NOT_FOUND ->
                        " without a registry's error code: is the path in " + RegistryKeys.URL + " right?";
                    default ->
                        answer == null ? "" : " (" + answer.path("message").asText("") + ")";
                };
        return "status " + status + hint;
    }

    private @Nullable JsonNode parse(byte[] body) {
        try {
            JsonNode node = json.readTree(new String(body, StandardCharsets.UTF_8));
            return node == null || node.isMissingNode() ? null : node;
        } catch (JsonProcessingException e) {
            return null; // An HTML page of some proxy: no verdict, see above.
        }
    }

    /** This address did not say yes or no. */
    private static final class NoVerdict extends Exception {
        private static final long serialVersionUID = 1L;

        NoVerdict(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
