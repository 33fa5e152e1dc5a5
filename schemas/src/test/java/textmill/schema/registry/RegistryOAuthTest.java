package textmill.schema.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.schema.registry.StubServer.Answer;

/** Tokens from a server on this machine, sent to a registry on this machine. */
class RegistryOAuthTest {
    private static final String SECRET = "s3cret/+:x";
    private static final String STRING = "{\"schema\":\"\\\"string\\\"\"}";

    private final StubServer tokens = StubServer.http();
    private final StubServer registry = StubServer.http();
    private @Nullable String allowedBefore;

    @BeforeEach
    void allow() {
        allowedBefore = System.getProperty(ClientCredentials.ALLOWED_URLS);
        System.setProperty(ClientCredentials.ALLOWED_URLS, "https://login.example/token, " + tokens.url());
    }

    @AfterEach
    void close() {
        tokens.close();
        registry.close();
        if (allowedBefore == null) {
            System.clearProperty(ClientCredentials.ALLOWED_URLS);
        } else {
            System.setProperty(ClientCredentials.ALLOWED_URLS, allowedBefore);
        }
    }

    @Test
    void shouldSendATokenThatItHasFetchedOnce() {
        // Given
        tokens.answer(Answer.ok("{\"access_token\":\"a.b.c\",\"token_type\":\"Bearer\",\"expires_in\":3600}"));
        registry.answer(Answer.ok(STRING));
        SchemaRegistry client = connect(Map.of(
                "bearer.auth.scope", "registry read",
                "bearer.auth.logical.cluster", "lsrc-1",
                "schema.registry.bearer.auth.identity.pool.id", "pool-2"));

        // When
        assertThat(client.byId(1)).isEqualTo(Schema.create(Schema.Type.STRING));
        client.byId(2);

        // Then
        assertThat(tokens.requests).singleElement().satisfies(asked -> {
            assertThat(asked.method()).isEqualTo("POST");
            assertThat(asked.body()).isEqualTo("grant_type=client_credentials&scope=registry+read");
            assertThat(asked.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
            assertThat(asked.authorization())
                    .isEqualTo("Basic " + Base64.getEncoder().encodeToString(("mill:" + SECRET).getBytes(UTF_8)));
        });
        assertThat(registry.requests).hasSize(2).allSatisfy(asked -> {
            assertThat(asked.authorization()).isEqualTo("Bearer a.b.c");
            assertThat(asked.header("target-sr-cluster")).isEqualTo("lsrc-1");
            assertThat(asked.header("Confluent-Identity-Pool-Id")).isEqualTo("pool-2");
        });
    }

    @Test
    void shouldFetchAnotherTokenWhereTheRegistryDoesNotTakeThisOne() {
        tokens.answer(Answer.ok("{\"access_token\":\"t0ken\",\"expires_in\":3600}"));
        registry.answer(Answer.error(401, 40101));
        SchemaRegistry client = connect(Map.of());

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> client.byId(1))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("does not take the token; check bearer.auth.client.id")
                    .satisfies(e -> assertThat(((RegistryUnavailableException) e).isDistrust())
                            .isTrue());
        }
        assertThat(tokens.requests).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "<html>",
                "{\"access_token\":\"\"}",
                "{\"access_token\":\"a b\"}",
                "{\"access_token\":\"a\\nX-Evil: 1\"}",
                "{\"access_token\":{}}",
                "null"
            })
    void shouldNotTakeJustAnythingForAToken(String answer) {
        tokens.answer(Answer.ok(answer));

        assertThatThrownBy(() -> connect(Map.of()).byId(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("no token from " + tokens.url() + ": its answer has no access_token");
        assertThat(registry.requests).isEmpty();
    }

    @Test
    void shouldSayThatTheTokenServerRefusesUsAndRepeatNoSecret() {
        String echo = Base64.getEncoder().encodeToString(("mill:" + SECRET).getBytes(UTF_8));
        tokens.answer(new Answer(
                401, "{\"error\":\"invalid_client\",\"error_description\":\"not " + SECRET + " nor " + echo + "\"}"));

        assertThatThrownBy(() -> connect(Map.of()).byId(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("no token from " + tokens.url() + ": status 401 (invalid_client not [hidden] nor"
                        + " [hidden]): check bearer.auth.client.id, bearer.auth.client.secret and bearer.auth.scope")
                .satisfies(e -> {
                    assertThat(String.valueOf(e.getMessage())).doesNotContain(SECRET, echo);
                    assertThat(((RegistryUnavailableException) e).isDistrust()).isTrue();
                });
    }

    @Test
    void shouldCallATokenServerThatIsAwayAnOutage() {
        tokens.answer(new Answer(503, "down"));

        assertThatThrownBy(() -> connect(Map.of()).byId(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("status 503")
                .satisfies(e -> assertThat(((RegistryUnavailableException) e).isDistrust())
                        .isFalse());
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(
                        Map.of("bearer.auth.issuer.endpoint.url", ""), "bearer.auth.issuer.endpoint.url is missing"),
                Arguments.of(Map.of("bearer.auth.client.id", " "), "bearer.auth.client.id is missing"),
                Arguments.of(Map.of("bearer.auth.client.secret", ""), "bearer.auth.client.secret is missing"),
                Arguments.of(
                        Map.of("bearer.auth.issuer.endpoint.url", "https://other.example/token"),
                        "https://other.example/token is not allowed"),
                Arguments.of(
                        Map.of("bearer.auth.issuer.endpoint.url", "https://other.example/token"),
                        "-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=https://other.example/token"),
                Arguments.of(
                        Map.of("bearer.auth.issuer.endpoint.url", "https://ann:" + SECRET + "@login.example/token"),
                        "bearer.auth.issuer.endpoint.url"),
                Arguments.of(
                        Map.of("bearer.auth.issuer.endpoint.url", "file:///token"), "expected for example https://"),
                Arguments.of(Map.of("bearer.auth.issuer.endpoint.url", "a b"), "is no address at position 1"),
                Arguments.of(Map.of("bearer.auth.cache.expiry.buffer.seconds", "-1"), "cache.expiry.buffer.seconds"),
                Arguments.of(
                        Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "a:b"),
                        "contradict"),
                Arguments.of(
                        Map.of("bearer.auth.logical.cluster", "a\nb"), "bearer.auth.logical.cluster cannot be sent"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void shouldNameTheKeyThatIsWrong(Map<String, String> mistake, String words) {
        assertThatThrownBy(() -> connect(mistake))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(words)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain(SECRET));
    }

    static Stream<Arguments> lives() {
        String jwt =
                "e30." + Base64.getUrlEncoder().encodeToString("{\"iat\":1000,\"exp\":1600}".getBytes(UTF_8)) + ".x";
        return Stream.of(
                // said by the server; a buffer that is larger than the life leaves half of it
                Arguments.of("{\"access_token\":\"x\",\"expires_in\":1000}", 300, 699, 701),
                Arguments.of("{\"access_token\":\"x\",\"expires_in\":\"1000\"}", 300, 699, 701),
                Arguments.of("{\"access_token\":\"x\",\"expires_in\":100}", 300, 49, 51),
                // said by the token
                Arguments.of("{\"access_token\":\"" + jwt + "\"}", 100, 499, 501),
                // said by nobody
                Arguments.of("{\"access_token\":\"x\"}", 0, 59, 61),
                Arguments.of("{\"access_token\":\"x.%%%.y\"}", 0, 59, 61),
                Arguments.of("{\"access_token\":\"x\",\"expires_in\":-5}", 0, 0, 2));
    }

    @ParameterizedTest
    @MethodSource("lives")
    void shouldUseATokenUntilShortlyBeforeItsEnd(String answer, int bufferSeconds, int still, int over)
            throws Exception {
        tokens.answer(Answer.ok(answer));
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
        TokenClient client = client(bufferSeconds, now);

        client.token();
        now.addAndGet(Duration.ofSeconds(still).toNanos());
        client.token();
        assertThat(tokens.requests).hasSize(1);

        now.addAndGet(Duration.ofSeconds(over - still).toNanos());
        client.token();
        assertThat(tokens.requests).hasSize(2);
        assertThat(tokens.requests.get(0).body()).isEqualTo("grant_type=client_credentials");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 503, 200})
    void shouldKeepATokenToItsEndWhereThereIsNoOther(int status) throws Exception {
        // Given a token of 1,000 seconds that is to be replaced 300 seconds before its end
        tokens.answer(Answer.ok("{\"access_token\":\"old\",\"expires_in\":1000}"));
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
        TokenClient client = client(300, now);
        client.token();

        // When there is no other
        tokens.answer(new Answer(status, "no"));
        now.addAndGet(Duration.ofSeconds(701).toNanos());

        // Then it is used, and the server is not asked each time
        assertThat(client.token()).isEqualTo("old");
        assertThat(client.token()).isEqualTo("old");
        assertThat(tokens.requests).hasSize(2);
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(client.token()).isEqualTo("old");
        assertThat(tokens.requests).hasSize(3);

        // And not a moment longer than it lives
        now.addAndGet(Duration.ofMinutes(4).toNanos());
        assertThatThrownBy(client::token).isInstanceOf(TokenClient.NoTokenException.class);
        assertThatThrownBy(client::token).isInstanceOf(TokenClient.NoTokenException.class);

        // And when the server is back, the new one is
        tokens.answer(Answer.ok("{\"access_token\":\"new\",\"expires_in\":1000}"));
        assertThat(client.token()).isEqualTo("new");
    }

    @Test
    void shouldNotKeepATokenThatTheRegistryDoesNotTake() throws Exception {
        tokens.answer(Answer.ok("{\"access_token\":\"old\",\"expires_in\":1000}"));
        TokenClient client = client(300, new AtomicLong());
        client.token();

        client.forget("old");
        tokens.answer(new Answer(503, "down"));

        assertThatThrownBy(client::token).isInstanceOf(TokenClient.NoTokenException.class);
    }

    @Test
    void shouldKeepANewTokenWhenALateAnswerRefusesTheOldOne() throws Exception {
        tokens.answer(Answer.ok("{\"access_token\":\"old\",\"expires_in\":1000}"));
        TokenClient client = client(300, new AtomicLong());
        client.token();
        client.forget("old");
        tokens.answer(Answer.ok("{\"access_token\":\"new\",\"expires_in\":1000}"));
        client.token();

        client.forget("old");
        tokens.answer(new Answer(503, "down"));

        assertThat(client.token()).isEqualTo("new");
    }

    @Test
    void shouldHideTokensThatAreNoLongerUsed() throws Exception {
        // Given tokens that were refused or replaced, one of which begins with another
        AtomicLong now = new AtomicLong();
        TokenClient client = client(300, now);
        for (String token : List.of("first-t0ken", "first-t0ken-and-more", "third-t0ken")) {
            tokens.answer(Answer.ok("{\"access_token\":\"" + token + "\",\"expires_in\":1000}"));
            client.token();
            now.addAndGet(Duration.ofSeconds(701).toNanos());
        }
        client.forget("third-t0ken");

        // When a late answer repeats them
        String redacted = client.redact("first-t0ken, first-t0ken-and-more and third-t0ken are refused");

        // Then
        assertThat(redacted).isEqualTo("[hidden], [hidden] and [hidden] are refused");
    }

    @Test
    void shouldRepeatNoTokenThatTheRegistryRepeatsLate() {
        // Given a registry that takes the first token, and quotes it when the second is sent
        tokens.answer(Answer.ok("{\"access_token\":\"first-t0ken\",\"expires_in\":3600}"));
        registry.answer(Answer.error(401, 40101));
        SchemaRegistry client = connect(Map.of());
        assertThatThrownBy(() -> client.byId(1)).isInstanceOf(RegistryUnavailableException.class);
        tokens.answer(Answer.ok("{\"access_token\":\"second-t0ken\",\"expires_in\":3600}"));
        registry.answer(new Answer(500, "{\"message\":\"first-t0ken is over, second-t0ken too\"}"));

        // When, then
        assertThatThrownBy(() -> client.byId(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("[hidden] is over, [hidden] too");
    }

    @Test
    void shouldUseATokenThatLivesForAWeekToItsEnd() throws Exception {
        tokens.answer(Answer.ok("{\"access_token\":\"old\",\"expires_in\":604800}"));
        AtomicLong now = new AtomicLong();
        TokenClient client = client(300, now);
        client.token();
        tokens.answer(new Answer(503, "down"));

        now.addAndGet(Duration.ofDays(6).toNanos());

        assertThat(client.token()).isEqualTo("old");
        assertThat(tokens.requests).hasSize(2);
    }

    private TokenClient client(int bufferSeconds, AtomicLong now) {
        return new TokenClient(
                new ClientCredentials(
                        URI.create(tokens.url()),
                        "mill",
                        new Password(SECRET),
                        null,
                        Duration.ofSeconds(bufferSeconds)),
                HttpClient.newHttpClient(),
                Duration.ofSeconds(60),
                now::get);
    }

    private SchemaRegistry connect(Map<String, String> more) {
        Map<String, Object> configs = registry.configs();
        configs.put("bearer.auth.credentials.source", "OAUTHBEARER");
        configs.put("bearer.auth.issuer.endpoint.url", tokens.url());
        configs.put("bearer.auth.client.id", "mill");
        configs.put("bearer.auth.client.secret", SECRET);
        configs.putAll(more);
        return SchemaRegistry.connect(configs);
    }
}
