package textmill.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.schema.registry.StubServer.Answer;

class RegistryAuthenticationTest {
    private static final String JAAS =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"ann\" password=\"s3cret:x\";";

    private final StubServer server = StubServer.http();

    @AfterEach
    void close() {
        server.close();
    }

    static Stream<Arguments> credentials() {
        return Stream.of(
                Arguments.of(Map.of(), "", null),
                Arguments.of(Map.of(), "ann:s3cret%3Ax@", basic("ann:s3cret:x")),
                Arguments.of(Map.of("basic.auth.credentials.source", "URL"), "ann:a+b@", basic("ann:a+b")),
                Arguments.of(
                        Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "ann:s3cret:x"),
                        "",
                        basic("ann:s3cret:x")),
                Arguments.of(
                        Map.of(
                                "basic.auth.credentials.source",
                                "USER_INFO",
                                "schema.registry.basic.auth.user.info",
                                new Password("ann:s3cret:x")),
                        "",
                        basic("ann:s3cret:x")),
                Arguments.of(
                        Map.of(
                                "schema.registry.basic.auth.credentials.source",
                                "user_info",
                                "basic.auth.user.info",
                                "ann:s3cret:x"),
                        "ignored:too@",
                        basic("ann:s3cret:x")),
                Arguments.of(
                        Map.of("basic.auth.credentials.source", "SASL_INHERIT", "sasl.jaas.config", JAAS),
                        "",
                        basic("ann:s3cret:x")),
                Arguments.of(
                        Map.of("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "s3cret:x"),
                        "",
                        "Bearer s3cret:x"));
    }

    @ParameterizedTest
    @MethodSource("credentials")
    void shouldSendCredentialsAndTellThemToNobodyElse(
            Map<String, ?> configs, String userInfo, @Nullable String expected) {
        server.answer(Answer.error(401, 40101));
        SchemaRegistry registry = connect(configs, userInfo);

        assertThatThrownBy(() -> registry.byId(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("s3cret", "ann", "a+b"));

        assertThat(server.requests).singleElement().satisfies(request -> assertThat(request.authorization())
                .isEqualTo(expected));
    }

    @Test
    void shouldSendConfiguredHeaders() {
        connectAndAsk(Map.of("request.header.X-Tenant", "blue", "schema.registry.request.header.X-Other", "red"));

        assertThat(server.requests.get(0).header("X-Tenant")).isEqualTo("blue");
        assertThat(server.requests.get(0).header("X-Other")).isEqualTo("red");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(Map.of("basic.auth.credentials.source", "MAGIC"), "basic.auth.credentials.source"),
                Arguments.of(
                        Map.of("proxy.host", "http://ann:s3cret@proxy", "proxy.port", "1"),
                        "expected the name of a host alone"),
                Arguments.of(Map.of("proxy.host", "ann:s3cret@proxy", "proxy.port", "1"), "proxy.host"),
                Arguments.of(Map.of("basic.auth.credentials.source", "USER_INFO"), "basic.auth.user.info is missing"),
                Arguments.of(
                        Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "s3cret"),
                        "basic.auth.user.info has no colon"),
                Arguments.of(
                        Map.of("basic.auth.user.info", "ann:s3cret"),
                        "basic.auth.user.info is set, but would not be used: set basic.auth.credentials.source=USER_INFO"),
                Arguments.of(Map.of("bearer.auth.token", "s3cret"), "set bearer.auth.credentials.source=STATIC_TOKEN"),
                Arguments.of(Map.of("basic.auth.credentials.source", "ann:s3cret"), "basic.auth.credentials.source"),
                Arguments.of(Map.of("bearer.auth.credentials.source", "s3cret"), "bearer.auth.credentials.source"),
                Arguments.of(
                        Map.of(
                                "basic.auth.credentials.source",
                                "SASL_INHERIT",
                                "sasl.jaas.config",
                                "a.Login s3cret username=\"x\";"),
                        "sasl.jaas.config cannot be read"),
                Arguments.of(Map.of("basic.auth.user.inf", "ann:s3cret"), "did you mean basic.auth.user.info?"),
                Arguments.of(
                        Map.of("basic.auth.credential.source", "USER_INFO"),
                        "did you mean basic.auth.credentials.source?"),
                Arguments.of(
                        Map.of("schema.registry.basic.auth.userinfo", "ann:s3cret"),
                        "did you mean schema.registry.basic.auth.user.info?"),
                Arguments.of(Map.of("bearer.auth.tokens", "s3cret"), "did you mean bearer.auth.token?"),
                Arguments.of(
                        Map.of("schema.registry.ssl.truststor.location", "x"),
                        "did you mean schema.registry.ssl.truststore.location?"),
                Arguments.of(Map.of("schema.registry.urls", "http://s3cret"), "did you mean schema.registry.url?"),
                Arguments.of(Map.of("schema.registry.colour", "s3cret"), "Unknown key schema.registry.colour"),
                Arguments.of(Map.of("basic.auth.credentials.source", "SASL_INHERIT"), "sasl.jaas.config is missing"),
                Arguments.of(
                        Map.of(
                                "basic.auth.credentials.source",
                                "SASL_INHERIT",
                                "sasl.jaas.config",
                                "org.apache.kafka.common.security.plain.PlainLoginModule required;"),
                        "no username and password"),
                Arguments.of(
                        Map.of("bearer.auth.credentials.source", "CUSTOM"), "expected STATIC_TOKEN or OAUTHBEARER"),
                Arguments.of(
                        Map.of("bearer.auth.client.secret", "s3cret"),
                        "set bearer.auth.credentials.source=OAUTHBEARER, or leave it out"),
                Arguments.of(Map.of("bearer.auth.credentials.source", "STATIC_TOKEN"), "bearer.auth.token is missing"),
                Arguments.of(
                        Map.of(
                                "bearer.auth.credentials.source",
                                "STATIC_TOKEN",
                                "bearer.auth.token",
                                "x",
                                "basic.auth.credentials.source",
                                "USER_INFO"),
                        "contradict"),
                Arguments.of(
                        Map.of("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "a\nb"),
                        "bearer.auth.token cannot be sent"),
                Arguments.of(Map.of("request.header.Host", "x"), "request.header.Host cannot be sent"),
                Arguments.of(Map.of("http.read.timeout.ms", "soon"), "http.read.timeout.ms"),
                Arguments.of(Map.of("proxy.host", "proxy"), "proxy.port is missing"),
                Arguments.of(Map.of("proxy.host", "proxy", "proxy.port", "70000"), "proxy.port"),
                Arguments.of(Map.of("schema.registry.ssl.endpoint.identification.algorithm", ""), "always checked"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void shouldNameTheKeyThatIsWrong(Map<String, ?> configs, String words) {
        assertThatThrownBy(() -> connect(configs, ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(words)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("s3cret"));
    }

    @Test
    void shouldTakeTheKeysOfConfluentsClientWithoutAWord() {
        connect(
                Map.of(
                        "bearer.auth.issuer.endpoint.url", "x",
                        "schema.registry.url.randomize", "true",
                        "schema.registry.ssl.truststore.type", "PKCS12",
                        "schema.registry.http.read.timeout.ms", "100",
                        "schema.registry.request.header.X-Tenant", "blue",
                        "some.interceptor.schema.registry", "y"),
                "");
    }

    @Test
    void shouldNotRepeatWhatARegistryRepeats() {
        // Given a registry, or a proxy before it, that quotes the request in its answer
        server.answers = request -> new Answer(
                500,
                "{\"message\":\"bad request: " + request.authorization() + " " + request.header("X-Key")
                        + " ann:s3cret-x s3cret-x\"}");

        assertThatThrownBy(() -> connect(Map.of("request.header.X-Key", "k3y-of-ours"), "ann:s3cret-x@")
                        .byId(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("bad request: Basic [hidden] [hidden] [hidden] [hidden]");
    }

    @Test
    void shouldNotPrintSecretsInItsOwnValues() {
        RegistryClientConfig config = RegistryClientConfig.from(Map.of(
                "schema.registry.url",
                "http://ann:s3cret-x@localhost",
                "request.header.X-Key",
                "k3y-of-ours",
                "schema.registry.proxy.host",
                "p",
                "proxy.port",
                "3128"));

        assertThat(config.toString())
                .contains("http://localhost", "X-Key")
                .doesNotContain("s3cret", "k3y-of-ours", "YW5u");
        assertThat(Secrets.of(config.endpoints(), config.http().headers().values())
                        .toString())
                .isEqualTo("[hidden]");
    }

    static Stream<Arguments> addresses() {
        return Stream.of(
                Arguments.of("", "schema.registry.url"),
                Arguments.of("localhost:8081", "schema.registry.url"),
                Arguments.of("ftp://ann:s3cret@localhost", "scheme 'ftp'"),
                Arguments.of("s3cret:ann@localhost:8081", "found one without"),
                Arguments.of("http://ann:a,s3cret:b@localhost", "write %2C for a comma"),
                Arguments.of("http://localhost:8081,", "(address 2 of 2): "),
                Arguments.of("http://localhost:8081, ,http://localhost:8082", "leave out the comma"),
                Arguments.of("http://localhost:8081,localhost:8082", "(address 2 of 2): "),
                Arguments.of("http://localhost:8081;http://localhost:8082", "schema.registry.url"),
                Arguments.of("http://localhost:8081 http://localhost:8082", "schema.registry.url"),
                Arguments.of("http://ann:s3cret@my_registry:8081", "no underscore"),
                Arguments.of("http://ann:s3cret%@localhost", "%25 for a per cent sign"),
                Arguments.of("http://ann:s3/cret@localhost:x", "schema.registry.url"),
                Arguments.of("http://ann:s3cret@ho st", "schema.registry.url"),
                Arguments.of("http://localhost:8081?token=s3cret", "found one with a ? or # in it"),
                Arguments.of("http://localhost:8081/#s3cret", "schema.registry.request.header.NAME"),
                Arguments.of("http://ann:s3?cret@localhost", "%3F for ?"));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void shouldRefuseWhatIsNoAddressWithoutRepeatingPasswords(String url, String words) {
        assertThatThrownBy(() -> SchemaRegistry.connect(Map.of("schema.registry.url", url)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(words)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
        assertThatThrownBy(() -> SchemaRegistry.connect(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url");
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private void connectAndAsk(Map<String, ?> configs) {
        server.answer(Answer.ok("{\"schema\":\"\\\"string\\\"\"}"));
        connect(configs, "").byId(1);
    }

    private SchemaRegistry connect(Map<String, ?> configs, String userInfo) {
        Map<String, Object> all = server.configs();
        all.putAll(configs);
        all.put("schema.registry.url", server.url().replace("http://", "http://" + userInfo));
        return SchemaRegistry.connect(all);
    }
}
