package textmill.schema.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches tokens and keeps the last one until shortly before its end, or to its end where there is no other. Thread-safe: one
 * fetch at a time, for all who wait.
 */
final class TokenClient {
    private static final int OK = 200;
    private static final long LARGEST_ANSWER = 1L << 20;
    private static final int LONGEST_TOKEN = 64 << 10;

    /** A day's worth of tokens that live for a quarter of an hour. */
    private static final int MOST_RECEIVED = 100;

    /** Life of a token of which nobody says how long it lives. */
    private static final Duration UNKNOWN_LIFE = Duration.ofMinutes(1);

    /** A token is used for at least this part of its life, however large the configured buffer. */
    private static final int LEAST_USE = 2;

    /** Between two tries to replace a token that still lives: each may take a time-out, for which everybody waits. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(30).toNanos();

    /** However long a token lives, another one is asked for after this. */
    private static final long LONGEST_USE_NANOS = Duration.ofDays(1).toNanos();

    /** What is believed of a token's life; clocks of nanoseconds count 292 years. */
    private static final Duration LONGEST_LIFE = Duration.ofDays(3_650);

    private static final Logger LOG = LoggerFactory.getLogger(TokenClient.class);

    private final ClientCredentials credentials;
    private final HttpClient client;
    private final Duration timeout;
    private final LongSupplier nanoTime;
    private final String basic;
    private final ObjectMapper json = new ObjectMapper();

    /** The last ones, the newest first: a late answer may repeat one that is no longer used. */
    private final Deque<Password> received = new ArrayDeque<>();

    private @Nullable Password token;
    private long replaceAt;
    private long endsAt;

    TokenClient(ClientCredentials credentials, HttpClient client, Duration timeout, LongSupplier nanoTime) {
        this.credentials = credentials;
        this.client = client;
        this.timeout = timeout;
        this.nanoTime = nanoTime;
        this.basic = Base64.getEncoder()
                .encodeToString(
                        (credentials.clientId() + ":" + credentials.secret().value()).getBytes(UTF_8));
    }

    /** There is no token; the message says why and what to do. */
    static final class NoTokenException extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean refused;

        NoTokenException(String message, @Nullable Throwable cause, boolean refused) {
            super(message, cause);
            this.refused = refused;
        }

        /** Whether the server has said no, so that asking again will not help. */
        boolean isRefused() {
            return refused;
        }
    }

    /** A token that still lives. */
    synchronized String token() throws NoTokenException {
        Password last = token;
        if (last == null || nanoTime.getAsLong() - endsAt >= 0) {
            last = fetch();
            token = last;
        } else if (nanoTime.getAsLong() - replaceAt >= 0) {
            last = another(last);
            token = last;
        }
        return last.value();
    }

    /** A new token, or else the old one to its end: that the token server is away is no outage yet. */
    private Password another(Password old) throws NoTokenException {
        try {
            return fetch();
        } catch (NoTokenException e) {
            long now = nanoTime.getAsLong();
            if (now - endsAt >= 0) {
                throw e;
            }
            replaceAt = now + PAUSE_NANOS;
            LOG.warn("The registry's token could not be replaced, the old one is used to its end: {}", e.getMessage());
            return old;
        }
    }

    /** This one was refused: the next will be a new one. What came in its place meanwhile stays. */
    synchronized void forget(String refused) {
        if (token != null && token.value().equals(refused)) {
            token = null;
        }
    }

    /** A text without what was sent and received here, as far as that is the last {@value #MOST_RECEIVED} tokens. */
    synchronized String redact(String text) {
        List<String> secrets =
                new ArrayList<>(List.of(basic, credentials.secret().value()));
        received.forEach(known -> secrets.add(known.value()));
        // The longest first: a part of one must not leave the rest of it behind.
        secrets.sort(Comparator.comparingInt(String::length).reversed());
        String redacted = text;
        for (String secret : secrets) {
            redacted = redacted.replace(secret, Password.HIDDEN);
        }
        return redacted;
    }

    private Password keep(Password fresh) {
        received.remove(fresh);
        received.addFirst(fresh);
        if (received.size() > MOST_RECEIVED) {
            received.removeLast();
        }
        return fresh;
    }

    private Password fetch() throws NoTokenException {
        String form = "grant_type=client_credentials"
                + (credentials.scope() == null ? "" : "&scope=" + URLEncoder.encode(credentials.scope(), UTF_8));
        HttpRequest request = HttpRequest.newBuilder(credentials.tokenServer())
                .header("Authorization", Credentials.BASIC + basic)
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        HttpResponse<byte[]> answer = await(client.sendAsync(request, head -> new BoundedBody(LARGEST_ANSWER)));
        JsonNode said = parse(answer.body());
        if (answer.statusCode() != OK) {
            throw refusal(answer.statusCode(), said);
        }
        String value = said.path("access_token").asText("");
        if (value.isBlank() || value.length() > LONGEST_TOKEN || !value.matches("[\\x21-\\x7e]+")) {
            throw failure("its answer has no access_token that could be sent: is this a token server?", null, false);
        }
        long life = life(said, value).toNanos();
        long now = nanoTime.getAsLong();
        replaceAt =
                now + Math.min(Math.max(life - credentials.buffer().toNanos(), life / LEAST_USE), LONGEST_USE_NANOS);
        endsAt = now + life;
        return keep(new Password(value));
    }

    private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> pending) throws NoTokenException {
        try {
            return pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String tls = TlsFailure.explain(cause, RegistryClientKeys.PREFIX).orElse(null);
            throw failure(tls == null ? redact(RegistryHttp.describe(cause)) : tls, cause, tls != null);
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw failure("no complete answer within " + timeout.toMillis() + " ms", e, false);
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw failure("interrupted", e, false);
        }
    }

    private NoTokenException refusal(int status, JsonNode said) {
        String error = said.path("error").asText("") + " "
                + said.path("error_description").asText("");
        String words = Verdicts.shortened(redact(error.strip()));
        boolean refused = status / 100 == 4 && status != 408 && status != 429;
        return failure(
                "status " + status + (words.isEmpty() ? "" : " (" + words + ")")
                        + (refused
                                ? ": check " + RegistryClientKeys.BEARER_CLIENT_ID + ", "
                                        + RegistryClientKeys.BEARER_CLIENT_SECRET + " and "
                                        + RegistryClientKeys.BEARER_SCOPE
                                : ""),
                null,
                refused);
    }

    private NoTokenException failure(String why, @Nullable Throwable cause, boolean refused) {
        return new NoTokenException("no token from " + credentials.tokenServer() + ": " + why, cause, refused);
    }

    /** What the server says, or else the token itself if it is a JWT. */
    private Duration life(JsonNode said, String value) {
        JsonNode seconds = said.path("expires_in");
        if (seconds.isNumber() || seconds.asLong(-1) > 0) {
            return bounded(seconds.asLong());
        }
        String[] parts = value.split("\\.", -1);
        if (parts.length == 3) {
            try {
                JsonNode claims = parse(Base64.getUrlDecoder().decode(parts[1]));
                long issued = claims.path("iat").asLong(System.currentTimeMillis() / 1000);
                if (claims.path("exp").canConvertToLong()) {
                    return bounded(claims.path("exp").asLong() - issued);
                }
            } catch (IllegalArgumentException e) {
                return UNKNOWN_LIFE;
            }
        }
        return UNKNOWN_LIFE;
    }

    private static Duration bounded(long seconds) {
        return Duration.ofSeconds(Math.max(1, Math.min(seconds, LONGEST_LIFE.toSeconds())));
    }

    private JsonNode parse(byte[] body) {
        try {
            JsonNode node = json.readTree(new String(body, UTF_8));
            return node == null ? json.missingNode() : node;
        } catch (JsonProcessingException e) {
            return json.missingNode();
        }
    }
}
