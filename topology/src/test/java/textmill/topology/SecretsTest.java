package textmill.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import textmill.topology.config.ConfigException;
import textmill.topology.config.ConfigFile;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.FaultyRegistry;
import textmill.topology.testing.Refusal;
import textmill.topology.testing.StubEngine;

/** A canary for each place that a secret may stand in; none of them may sing, at any log level, whatever goes wrong. */
class SecretsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CANARY = "canary-in-the-mill";
    private static final String ENCODED = Base64.getEncoder().encodeToString(("ann:" + CANARY).getBytes(UTF_8));
    private static final String JAAS = "org.apache.kafka.common.security.plain.PlainLoginModule required";
    private static final String PROXY_PORT = "schema.registry.proxy.port";
    private static final String TRUST = "kafka.ssl.truststore.location";
    private static final String KEY = "kafka.ssl.keystore.key";
    private static final String REGISTRY_KEY = "schema.registry.ssl.keystore.key";
    private static final String REGISTRY_PEM = "schema.registry.ssl.keystore.type";
    private static final String CANARY_TYPE = "no-such-type";
    private static Cluster cluster;
    private static Path secrets = Path.of("");

    private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Appender<ILoggingEvent> console = root.getAppender("console");
    private final Map<Logger, Level> levels = new HashMap<>();
    private final Listener listener = new Listener();
    private FaultyRegistry registry;

    @BeforeAll
    static void startCluster(@TempDir Path directory) throws IOException {
        cluster = Cluster.start();
        // The first start waits until the broker has made the topics of its coordinators.
        try (StubEngine engine = StubEngine.fast()) {
            TextmillApp.start(parse(cluster.topics("first", 1)), engine).close();
        }
        secrets = Files.writeString(
                directory.resolve("secrets"),
                "login=ann:" + CANARY + "\npassword=" + CANARY + "\nurl=http://ann:" + CANARY + "@localhost:1\njaas="
                        + JAAS + " username=\"a\" password=\"" + CANARY + "\"\n");
    }

    /** What a key of the file holds. */
    private static String file(String key) {
        return "${file:" + secrets.toString().replace('\\', '/') + ":" + key + "}";
    }

    private static TextmillConfig parse(Map<String, String> settings) {
        return TextmillConfig.parse(ConfigFile.empty().with(settings, "a test"));
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void listen() throws IOException {
        registry = FaultyRegistry.before(cluster.registryUrl());
        loggers.getLoggerList().stream()
                .filter(logger -> logger.getLevel() != null)
                .forEach(logger -> {
                    levels.put(logger, logger.getLevel());
                    logger.setLevel(Level.DEBUG);
                });
        root.detachAppender(console);
        listener.start();
        root.addAppender(listener);
    }

    @AfterEach
    void stop() {
        root.detachAppender(listener);
        root.addAppender(console);
        levels.forEach(Logger::setLevel);
        registry.close();
    }

    static Stream<Arguments> places() {
        return Stream.of(
                Arguments.of("url", Map.of("schema.registry.url", "http://ann:" + CANARY + "@HOST:PORT")),
                Arguments.of(
                        "proxy",
                        Map.of(
                                "schema.registry.url", "http://ann:" + CANARY + "@registry.mill.example:8081",
                                "schema.registry.proxy.host", "HOST",
                                "schema.registry.proxy.port", "PORT")),
                Arguments.of(
                        "file",
                        Map.of(
                                "basic.auth.credentials.source",
                                "USER_INFO",
                                "basic.auth.user.info",
                                file("login"),
                                "schema.registry.request.header.X-Key",
                                file("password"),
                                "kafka.sasl.jaas.config",
                                file("jaas") + ";",
                                "kafka.ssl.truststore.password",
                                file("password"))),
                Arguments.of(
                        "user info",
                        Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "ann:" + CANARY)),
                Arguments.of(
                        "token", Map.of("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", CANARY)),
                Arguments.of("header", Map.of("schema.registry.request.header.X-Key", CANARY)),
                Arguments.of(
                        "jaas",
                        Map.of(
                                "kafka.sasl.jaas.config", JAAS + " username=\"a\" password=\"" + CANARY + "\";",
                                "kafka.consumer.sasl.jaas.config",
                                        JAAS + " username=\"a\" password=\"" + CANARY + "\";",
                                "kafka.ssl.truststore.password", CANARY)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void shouldNotTellASecretWhateverTheRegistryAnswers(String name, Map<String, String> place) throws Exception {
        // Given an application that works
        String topic = "secret-" + name.replace(' ', '-');
        Map<String, String> settings = cluster.topics(topic, 1);
        settings.put("input.format", "avro");
        settings.put("dead.letter.stacktrace", "true");
        settings.put("schema.registry.url", registry.url());
        URI here = URI.create(registry.url());
        place.forEach((key, value) -> settings.put(
                key, value.replace("HOST", here.getHost()).replace("PORT", Integer.toString(here.getPort()))));

        // When it cannot start, since the registry refuses, repeats what it was sent, or is away
        for (FaultyRegistry.Mood mood : FaultyRegistry.Mood.values()) {
            registry.mood(mood);
            if (mood != FaultyRegistry.Mood.GOOD) {
                Map<String, String> impatient = new HashMap<>(settings);
                impatient.put("start.timeout.ms", "2500");
                try (StubEngine engine = StubEngine.fast()) {
                    ConfigException refused = Refusal.of(parse(impatient), engine);
                    silent(String.valueOf(refused.getMessage()));
                    assertThat(refused).hasMessageContaining("schema.registry.url");
                }
            }
        }

        // And when it has started, and meets a schema while the registry is in each mood, and one that is unknown
        registry.mood(FaultyRegistry.Mood.GOOD);
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(parse(settings), engine);
                KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            int sent = 0;
            for (FaultyRegistry.Mood mood : FaultyRegistry.Mood.values()) {
                registry.mood(mood);
                byte[] value = {0, 0, 1, 0, (byte) ++sent, 0}; // an id that nobody has
                Cluster.sendLater(producer, new ProducerRecord<>(topic, 0, null, value));
                producer.flush();
                if (mood != FaultyRegistry.Mood.GOOD) {
                    await().atMost(LIMIT)
                            .until(() ->
                                    get(app, "/health/ready").body().contains("The schema registry gave no answer"));
                    silent(get(app, "/health/ready").body());
                    silent(get(app, "/health/live").body());
                    silent(get(app, "/metrics").body());
                    registry.mood(FaultyRegistry.Mood.GOOD);
                }
                int expected = sent;
                await().atMost(LIMIT).until(() -> app.counters().deadLetters() == expected);
            }
        }

        // Then no dead letter and no line of the log has it
        List<ConsumerRecord<byte[], byte[]>> letters = cluster.read(topic + ".dead-letters");
        assertThat(letters).hasSize(FaultyRegistry.Mood.values().length);
        letters.forEach(letter -> Arrays.stream(letter.headers().toArray())
                .forEach(header -> silent(header.key() + new String(header.value(), UTF_8))));
        assertThat(listener.outages).isPositive();
        assertThat(listener.sung).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void shouldNotTellASecretThatIsInTheWrongPlace(Map<String, String> mistakes) {
        Map<String, String> settings = cluster.topics("wrong-" + Integer.toHexString(mistakes.hashCode()), 1);
        settings.put("start.timeout.ms", "1000");
        settings.putAll(mistakes);

        try (StubEngine engine = StubEngine.fast()) {
            ConfigException refused =
                    catchThrowableOfType(ConfigException.class, () -> TextmillApp.start(parse(settings), engine));
            assertThat(refused).isNotNull();
            silent(String.valueOf(refused.getMessage()));
            refused.problems().forEach(SecretsTest::silent);
        }
        assertThat(listener.sung).isEmpty();
    }

    static Stream<Map<String, String>> mistakes() {
        return Stream.of(
                Map.of("schema.registry.url", CANARY + ":x@localhost"),
                Map.of("schema.registry.url", "http://ann:x," + CANARY + ":y@localhost"),
                Map.of("schema.registry.url", "http://ann:" + CANARY + "%@localhost"),
                Map.of("schema.registry.url", "http://ann:" + CANARY + "@my_host:1"),
                Map.of("schema.registry.url", "http://ann:" + CANARY + "@localhost:1"),
                Map.of("schema.registry.url", "http://ann:" + CANARY + "/x@localhost:1"),
                Map.of("basic.auth.user.info", CANARY),
                Map.of("basic.auth.user.info", CANARY, "basic.auth.credentials.source", "USER_INFO"),
                Map.of("basic.auth.credentials.source", "ann:" + CANARY),
                Map.of("basic.auth.user.inf", "ann:" + CANARY),
                Map.of("basic.auth.password", CANARY),
                Map.of("basic.auth.user.info", file("login")),
                Map.of("basic.auth.user.inf", file("login")),
                Map.of("basic.auth.credentials.source", file("login")),
                Map.of("schema.registry.url", file("url")),
                Map.of("schema.registry.proxy.host", file("url"), PROXY_PORT, "1"),
                Map.of("kafka.sasl.jaas.config", file("jaas")),
                Map.of("kafka.security.protocol", file("password")),
                Map.of("bootstrap.servers", file("url")),
                Map.of("http.port", file("password")),
                Map.of("input.format", file("password")),
                Map.of("task.embeddings.topic", file("url")),
                Map.of("kafka.ssl.truststore.password", file("passwrd")),
                Map.of("serde.basic.auth.user.inf", "ann:" + CANARY),
                Map.of("bearer.auth.token", CANARY),
                Map.of("schema.registry.ssl.keystore.pasword", CANARY),
                Map.of("bearer.auth.client.secret", CANARY),
                Map.of(
                        "bearer.auth.credentials.source", "OAUTHBEARER",
                        "bearer.auth.client.secret", CANARY,
                        "bearer.auth.client.id", "mill",
                        "bearer.auth.issuer.endpoint.url", "https://not.allowed/token"),
                Map.of(
                        "bearer.auth.credentials.source", "OAUTHBEARER",
                        "bearer.auth.client.secret", "x",
                        "bearer.auth.client.id", "mill",
                        "bearer.auth.issuer.endpoint.url", "https://ann:" + CANARY + "@not.allowed/token"),
                Map.of("http.basic.auth.user.info", CANARY),
                Map.of("http.ssl.keystore.location", "/no/file", "http.ssl.keystore.password", CANARY),
                Map.of("http.basic.auth.user.inf", "ann:" + CANARY),
                Map.of("kafka.sasl.jaas.config", JAAS + " username=\"a\" password=" + CANARY + "@x;"),
                Map.of("kafka.sasl.jaas.config", JAAS.replace("required", CANARY) + " username=\"a\";"),
                Map.of("kafka.consumer.sasl.jaas.config", JAAS + " username=\"a\" password=\"" + CANARY + "\""),
                Map.of("kafka.sasl.jaas.confg", CANARY),
                Map.of("schema.registry.url", "http://localhost:1?token=" + CANARY),
                Map.of("schema.registry.url", "http://localhost:1/#" + CANARY),
                Map.of("schema.registry.proxy.host", "http://ann:" + CANARY + "@proxy", PROXY_PORT, "1"),
                Map.of("schema.registry.proxy.host", "ann:" + CANARY + "@proxy", PROXY_PORT, "1"),
                Map.of("schema.registry.request.header.X-Key", CANARY + "\nX-Other: 1"),
                Map.of("bootstrap.servers", "SASL_SSL://ann:" + CANARY + "@localhost:1"),
                Map.of("bootstrap.servers", "ann:" + CANARY + "@localhost:1"),
                Map.of("bootstrap.servers", "localhost:1,ann:" + CANARY + "@localhost:1"),
                Map.of("kafka.sasl.oauthbearer.token.endpoint.url", "https://ann:" + CANARY + "@localhost/token"),
                Map.of("kafka.consumer.sasl.oauthbearer.jwks.endpoint.url", "https://ann:" + CANARY + "@localhost"),
                Map.of("kafka.security.protocol", "SSL", "kafka.ssl.truststore.password", CANARY, TRUST, "/no/file"),
                Map.of("kafka.security.protocol", "SSL", "kafka.ssl.keystore.type", "PEM", KEY, CANARY),
                Map.of("kafka.security.protocol", "SSL", "kafka.ssl.keystore.type", CANARY_TYPE, KEY, CANARY),
                Map.of("schema.registry.url", "https://localhost:1", REGISTRY_KEY, CANARY, REGISTRY_PEM, "PEM"),
                Map.of(
                        "kafka.security.protocol",
                        "SASL_PLAINTEXT",
                        "kafka.sasl.mechanism",
                        "OAUTHBEARER",
                        "kafka.sasl.oauthbearer.token.endpoint.url",
                        "http://127.0.0.1:1/token",
                        "kafka.sasl.jaas.config",
                        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required clientId=\"a\""
                                + " clientSecret=\"" + CANARY + "\";"),
                Map.of(
                        "kafka.security.protocol",
                        "SASL_PLAINTEXT",
                        "kafka.sasl.mechanism",
                        "SCRAM-SHA-512",
                        "kafka.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModul required username=\"a\" password=\""
                                + CANARY + "\";"));
    }

    @Test
    void shouldBeAbleToHearACanary() {
        LoggerFactory.getLogger("x").debug("the password is {}", CANARY);

        assertThat(listener.sung).isNotEmpty();
    }

    private static void silent(String text) {
        assertThat(text).doesNotContain(CANARY, ENCODED);
    }

    private static HttpResponse<String> get(TextmillApp app, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(app.endpoint().resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static final class Listener extends AppenderBase<ILoggingEvent> {
        private final Queue<String> sung = new ConcurrentLinkedQueue<>();
        private volatile int outages;

        @Override
        protected void append(ILoggingEvent event) {
            String trace =
                    event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            String line = event.getLoggerName() + " " + event.getFormattedMessage() + trace;
            if (line.contains(CANARY) || line.contains(ENCODED)) {
                sung.add(line);
            }
            if (line.contains("No schemas for reading")) {
                outages = 1;
            }
        }
    }
}
