package textmill.schema.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
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
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    /** Schemas have a few kilobytes; the list of all subjects is the longest answer. */
    private static final long LARGEST_ANSWER = 32L << 20;

    /** Some answer with a whole page. */
    private static final int LONGEST_MESSAGE = 300;

    private final List<Endpoint> endpoints;
    private final RegistryClientConfig.Http settings;
    private final Secrets secrets;
    private final Duration deadline;
    private final HttpClient client;
    private final RegistryTraffic traffic;
    private final @Nullable TokenClient tokens;
    private final ObjectMapper json = new ObjectMapper();

    /** Index of the address that answered last, so that a dead one costs its time-out once and not every time. */
    private final AtomicInteger preferred = new AtomicInteger();

    /** @param traffic counts the requests */
    RegistryHttp(RegistryClientConfig config, RegistryTraffic traffic) {
        this(config, traffic, client(config.http()));
    }

    RegistryHttp(RegistryClientConfig config, RegistryTraffic traffic, HttpClient client) {
        this.traffic = traffic;
        this.endpoints = config.endpoints();
        this.settings = config.http();
        this.secrets = Secrets.of(endpoints, settings.headers().values());
        this.deadline = settings.readTimeout();
        this.client = client;
        this.tokens =
                settings.oauth() == null ? null : new TokenClient(settings.oauth(), client, deadline, System::nanoTime);
    }

    private static HttpClient client(RegistryClientConfig.Http settings) {
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
        return builder.build();
    }

    /**
     * Asks for something.
     *
     * @param expected fields without which an answer is not a registry's
     */
    JsonNode get(String path, String... expected) {
        return ask(new Question("GET", path, null, List.of(expected)));
    }

    /** Sends something; the rest as above. */
    JsonNode send(String method, String path, JsonNode body, String... expected) {
        return ask(new Question(method, path, body.toString(), List.of(expected)));
    }

    private record Question(
            String method, String path, @Nullable String body, List<String> expected) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private JsonNode ask(Question question) {
        int first = preferred.get();
        List<String> failures = new ArrayList<>();
        Throwable cause = null;
        boolean unknownPath = true;
        boolean distrust = true;
        for (int i = 0; i < endpoints.size(); i++) {
            int index = (first + i) % endpoints.size();
            Endpoint endpoint = endpoints.get(index);
            try {
                JsonNode answer = verdict(question, exchange(endpoint, question));
                preferred.set(index);
                traffic.answered();
                return answer;
            } catch (RegistryRefusedException e) {
                preferred.set(index);
                traffic.refused();
                throw e;
            } catch (NoVerdict e) {
                traffic.failed();
                failures.add(endpoint + ": " + e.getMessage());
                unknownPath &= e.status == NOT_FOUND;
                distrust &= e.distrust;
                cause = e.getCause() == null ? cause : e.getCause();
            }
        }
        throw new RegistryUnavailableException(
                "The schema registry gave no answer to " + question + " (" + String.join("; ", failures) + ")"
                        + (distrust ? "" : "; check " + RegistryClientKeys.URL + " and that the registry is up"),
                cause,
                unknownPath,
                distrust);
    }

    private HttpResponse<byte[]> exchange(Endpoint endpoint, Question question) throws NoVerdict {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve(question.path()))
                .header("Accept", CONTENT_TYPE + ", application/json");
        settings.headers().forEach((name, value) -> request.header(name, value.value()));
        if (endpoint.authorization() != null) {
            request.header("Authorization", endpoint.authorization().value());
        } else if (tokens != null) {
            request.header("Authorization", "Bearer " + token(tokens));
        }
        if (question.body() == null) {
            request.method(question.method(), BodyPublishers.noBody());
        } else {
            request.header("Content-Type", CONTENT_TYPE)
                    .method(question.method(), BodyPublishers.ofString(question.body()));
        }
        return await(endpoint, client.sendAsync(request.build(), answer -> new BoundedBody(LARGEST_ANSWER)));
    }

    private static String token(TokenClient tokens) throws NoVerdict {
        try {
            return tokens.token();
        } catch (TokenClient.NoTokenException e) {
            throw new NoVerdict(String.valueOf(e.getMessage()), e, e.isRefused());
        }
    }

    /** Not {@link HttpRequest#timeout()}, which ends with the headers: a registry may stall in the body too. */
    private HttpResponse<byte[]> await(Endpoint endpoint, CompletableFuture<HttpResponse<byte[]>> pending)
            throws NoVerdict {
        try {
            return pending.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String tls = TlsFailure.explain(cause, RegistryClientKeys.PREFIX).orElse(null);
            throw new NoVerdict(
                    tls == null ? redact(describe(cause)) + hint(endpoint, cause) : tls, cause, tls != null);
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new NoVerdict("no complete answer within " + deadline.toMillis() + " ms", e, false);
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new NoVerdict("interrupted", e, false);
        }
    }

    private String redact(String text) {
        String redacted = secrets.redact(text);
        return tokens == null ? redacted : tokens.redact(redacted);
    }

    /** Who wants another protocol, or a certificate, often closes the connection and does not say so. */
    private static String hint(Endpoint endpoint, Throwable cause) {
        if (!String.valueOf(cause.getMessage()).contains("received no bytes")) {
            return "";
        }
        return endpoint.isTls()
                ? ": it closed the connection without a word; where it wants a certificate of ours, put one that it trusts into "
                        + RegistryClientKeys.PREFIX + "ssl.keystore.location"
                : ": it closed the connection without a word; if it speaks TLS, write https://";
    }

    static String describe(Throwable cause) {
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    private JsonNode verdict(Question question, HttpResponse<byte[]> response) throws NoVerdict {
        int status = response.statusCode();
        JsonNode answer = parse(response.body());
        if (status / 100 == SUCCESS && answer != null) {
            return complete(question, status, answer);
        }
        int errorCode = answer == null ? 0 : answer.path("error_code").asInt(0);
        if (isVerdict(status, errorCode)) {
            throw new RegistryRefusedException(
                    "The schema registry answered " + status + " (error code " + errorCode + ": " + words(answer)
                            + ") to " + question,
                    status,
                    errorCode);
        }
        if (tokens != null && status == UNAUTHORIZED) {
            tokens.forget();
        }
        throw new NoVerdict(status, explain(status, answer));
    }

    /** JSON alone makes no registry: a portal that wants a log-in speaks it too, and must not condemn records. */
    private static JsonNode complete(Question question, int status, JsonNode answer) throws NoVerdict {
        for (String field : question.expected()) {
            JsonNode value = answer.path(field);
            boolean fits = field.equals("id")
                    ? value.isInt() && value.intValue() >= 0
                    : value.isTextual() || value.isBoolean();
            if (!fits) {
                throw new NoVerdict(
                        status, "status " + status + ", but no '" + field + "' in it: is this a schema registry?");
            }
        }
        return answer;
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

    /** What the registry says, as part of a line, without what we said to it. */
    private String words(@Nullable JsonNode answer) {
        if (answer == null) {
            return "";
        }
        return shortened(redact(answer.path("message").asText("")));
    }

    /** As part of a line. */
    static String shortened(String said) {
        String line = said.replaceAll("[\\p{Cntrl}\\s]+", " ");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
    }

    private String explain(int status, @Nullable JsonNode answer) {
        String hint =
                switch (status) {
                    case OK -> ", but no JSON: is this a schema registry?";
                    case 301, 302, 303, 307, 308 ->
                        ": it sends us elsewhere, which is not followed; put the final address into "
                                + RegistryClientKeys.URL;
                    case UNAUTHORIZED, FORBIDDEN -> ": " + credentialsToCheck();
                    case NOT_FOUND ->
                        " without a registry's error code: is the path in " + RegistryClientKeys.URL + " right?";
                    default -> answer == null ? "" : " (" + words(answer) + ")";
                };
        return "status " + status + hint;
    }

    private String credentialsToCheck() {
        if (tokens != null) {
            return "it does not take the token; check " + RegistryClientKeys.BEARER_CLIENT_ID + ", "
                    + RegistryClientKeys.BEARER_SCOPE + " and what this client may do";
        }
        return "check " + RegistryClientKeys.BASIC_USER_INFO + " or " + RegistryClientKeys.BEARER_TOKEN;
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

        /** HTTP status; 0 if there was no answer. */
        private final int status;

        /** Whether waiting will not help: a certificate or a login that is not taken. */
        private final boolean distrust;

        NoVerdict(int status, String message) {
            super(message);
            this.status = status;
            this.distrust = status == UNAUTHORIZED || status == FORBIDDEN;
        }

        NoVerdict(String message, Throwable cause, boolean distrust) {
            super(message, cause);
            this.status = 0;
            this.distrust = distrust;
        }
    }
}
