package textmill.schema.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import textmill.schema.registry.Verdicts.Question;

/** One question and one JSON answer over HTTP, asked of each address in turn until one of them gives a verdict. */
final class RegistryHttp {
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;

    /** Schemas have a few kilobytes; the list of all subjects is the longest answer. */
    private static final long LARGEST_ANSWER = 32L << 20;

    private final List<Endpoint> endpoints;
    private final RegistryClientConfig.Http settings;
    private final Secrets secrets;
    private final Duration deadline;
    private final HttpClient client;
    private final RegistryTraffic traffic;
    private final @Nullable TokenClient tokens;
    private final Verdicts verdicts;

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
        this.verdicts = new Verdicts(this::redact, tokens != null);
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
                JsonNode answer = verdicts.to(question, exchange(endpoint, question));
                preferred.set(index);
                traffic.answered();
                return answer;
            } catch (RegistryRefusedException e) {
                preferred.set(index);
                traffic.refused();
                throw e;
            } catch (NoVerdictException e) {
                traffic.failed();
                failures.add(endpoint + ": " + e.getMessage());
                unknownPath &= e.status() == NOT_FOUND;
                distrust &= e.isDistrust();
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

    private HttpResponse<byte[]> exchange(Endpoint endpoint, Question question) throws NoVerdictException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve(question.path()))
                .header("Accept", CONTENT_TYPE + ", application/json");
        settings.headers().forEach((name, value) -> request.header(name, value.value()));
        String token = null;
        if (endpoint.authorization() != null) {
            request.header("Authorization", endpoint.authorization().value());
        } else if (tokens != null) {
            token = token(tokens);
            request.header("Authorization", "Bearer " + token);
        }
        if (question.body() == null) {
            request.method(question.method(), BodyPublishers.noBody());
        } else {
            request.header("Content-Type", CONTENT_TYPE)
                    .method(question.method(), BodyPublishers.ofString(question.body()));
        }
        HttpResponse<byte[]> answer =
                await(endpoint, client.sendAsync(request.build(), head -> new BoundedBody(LARGEST_ANSWER)));
        if (tokens != null && token != null && answer.statusCode() == UNAUTHORIZED) {
            tokens.forget(token);
        }
        return answer;
    }

    private static String token(TokenClient tokens) throws NoVerdictException {
        try {
            return tokens.token();
        } catch (TokenClient.NoTokenException e) {
            throw new NoVerdictException(String.valueOf(e.getMessage()), e, e.isRefused());
        }
    }

    /** Not {@link HttpRequest#timeout()}, which ends with the headers: a registry may stall in the body too. */
    private HttpResponse<byte[]> await(Endpoint endpoint, CompletableFuture<HttpResponse<byte[]>> pending)
            throws NoVerdictException {
        try {
            return pending.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String tls = TlsFailure.explain(cause, RegistryClientKeys.PREFIX).orElse(null);
            throw new NoVerdictException(tls == null ? redact(inWords(endpoint, cause)) : tls, cause, tls != null);
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new NoVerdictException("no complete answer within " + deadline.toMillis() + " ms", e, false);
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new NoVerdictException("interrupted", e, false);
        }
    }

    private String redact(String text) {
        String redacted = secrets.redact(text);
        return tokens == null ? redacted : tokens.redact(redacted);
    }

    /**
     * Who wants another protocol, or a certificate, often closes the connection and does not say so. Whether that is seen as
     * an end or as a reset depends on what was still on its way then.
     */
    private static String inWords(Endpoint endpoint, Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (!message.contains("received no bytes")
                && !message.contains("Connection reset")
                && !message.contains("Broken pipe")) {
            return describe(cause);
        }
        return endpoint.isTls()
                ? "it closed the connection without a word; where it wants a certificate of ours, put one that it trusts into "
                        + RegistryClientKeys.PREFIX + "ssl.keystore.location"
                : "it closed the connection without a word; if it speaks TLS, write https://";
    }

    static String describe(Throwable cause) {
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
