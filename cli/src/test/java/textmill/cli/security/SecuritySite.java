package textmill.cli.security;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.embedded.registry.DevSchemaRegistry;
import textmill.embedded.registry.RegistryConfig;

/** A real broker with a listener for each kind of security, a token server, and registries behind guards. */
public final class SecuritySite implements AutoCloseable {
    /** Password of the user {@code mill}, for brokers and registries. */
    public static final String PASSWORD = "mill-password";

    /** A token that a registry takes. */
    public static final String TOKEN = "mill-token";

    static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String MODULES = "org.apache.kafka.common.security.";

    private final @Nullable String allowedBefore = System.getProperty(ALLOWED_URLS);
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final TestKeys keys;
    private final TokenServer tokens;
    private final EmbeddedBroker broker;
    private final Map<String, GuardedRegistry> registries;

    /**
     * Starts all of it.
     *
     * @param directory for keys and certificates
     */
    public SecuritySite(Path directory) throws Exception {
        this.keys = new TestKeys(directory);
        this.tokens = opened(new TokenServer());
        System.setProperty(ALLOWED_URLS, tokens.tokenUrl() + "," + tokens.keysUrl());
        this.broker = opened(EmbeddedBroker.start(brokerConfig()));
        String behind = opened(DevSchemaRegistry.start(RegistryConfig.on(broker.bootstrapServers())))
                .url();
        String basic =
                "Basic " + Base64.getEncoder().encodeToString(("mill:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        this.registries = Map.of(
                "open", guard(behind, "good", false, null),
                "mtls", guard(behind, "good", true, null),
                "basic", guard(behind, "good", false, basic),
                "bearer", guard(behind, "good", false, "Bearer " + TOKEN),
                "oauth", opened(GuardedRegistry.start(behind, keys.server("good"), false, SecuritySite::isJwt)),
                "expired", guard(behind, "expired", false, null),
                "elsewhere", guard(behind, "elsewhere", false, null),
                "foreign", guard(behind, "foreign", false, null));
        addScramUser();
    }

    private static boolean isJwt(@Nullable String header) {
        return header != null && header.matches("Bearer [\\w-]+\\.[\\w-]+\\.[\\w-]+");
    }

    private GuardedRegistry guard(String behind, String shows, boolean wants, @Nullable String header)
            throws Exception {
        return opened(GuardedRegistry.start(
                behind, keys.server(shows), wants, sent -> header == null || header.equals(sent)));
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private EmbeddedBrokerConfig brokerConfig() {
        Map<String, String> protocols = Map.of(
                "TLS", "SSL",
                "MTLS", "SSL",
                "EXPIRED", "SSL",
                "ELSEWHERE", "SSL",
                "SCRAM", "SASL_SSL",
                "PLAIN", "SASL_SSL",
                "OAUTH", "SASL_SSL");
        Map<String, String> shown = Map.of("EXPIRED", "expired", "ELSEWHERE", "elsewhere");
        StringBuilder map = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        EmbeddedBrokerConfig config = EmbeddedBrokerConfig.temporary();
        for (Map.Entry<String, String> listener : protocols.entrySet()) {
            String name = listener.getKey();
            map.append(",").append(name).append(":").append(listener.getValue());
            config = with(config.withListener(name), keys.show(prefix(name), shown.getOrDefault(name, "good")));
            config = with(config, keys.trust(prefix(name), "trust"));
        }
        config = with(
                config,
                Map.of(
                        "listener.security.protocol.map",
                        map.toString(),
                        prefix("MTLS") + "ssl.client.auth",
                        "required",
                        prefix("SCRAM") + "sasl.enabled.mechanisms",
                        "SCRAM-SHA-512",
                        prefix("SCRAM") + "scram-sha-512.sasl.jaas.config",
                        MODULES + "scram.ScramLoginModule required;",
                        prefix("PLAIN") + "sasl.enabled.mechanisms",
                        "PLAIN",
                        prefix("PLAIN") + "plain.sasl.jaas.config",
                        MODULES + "plain.PlainLoginModule required user_mill=\"" + PASSWORD + "\";"));
        return with(
                config,
                Map.of(
                        prefix("OAUTH") + "sasl.enabled.mechanisms",
                        "OAUTHBEARER",
                        prefix("OAUTH") + "oauthbearer.sasl.jaas.config",
                        MODULES + "oauthbearer.OAuthBearerLoginModule required;",
                        prefix("OAUTH") + "oauthbearer.sasl.server.callback.handler.class",
                        MODULES + "oauthbearer.OAuthBearerValidatorCallbackHandler",
                        prefix("OAUTH") + "sasl.oauthbearer.jwks.endpoint.url",
                        tokens.keysUrl(),
                        prefix("OAUTH") + "sasl.oauthbearer.expected.audience",
                        TokenServer.AUDIENCE,
                        prefix("OAUTH") + "sasl.oauthbearer.expected.issuer",
                        TokenServer.ISSUER));
    }

    private static String prefix(String listener) {
        return "listener.name." + listener.toLowerCase(java.util.Locale.ROOT) + ".";
    }

    private static EmbeddedBrokerConfig with(EmbeddedBrokerConfig config, Map<String, String> settings) {
        EmbeddedBrokerConfig more = config;
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            more = more.with(setting.getKey(), setting.getValue());
        }
        return more;
    }

    private void addScramUser() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "mill", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD)))
                    .all()
                    .get();
        }
    }

    /** Certificates. */
    public TestKeys keys() {
        return keys;
    }

    /** Tokens. */
    public TokenServer tokens() {
        return tokens;
    }

    /** Where a listener listens. */
    public String broker(String listener) {
        return broker.bootstrapServers(listener);
    }

    /** {@code host:port} of a registry. */
    public String registry(String name) {
        return Optional.ofNullable(registries.get(name)).orElseThrow().address();
    }

    /** Makes topics with one partition. */
    public void createTopics(String... names) {
        broker.createTopics(1, Map.of(), names);
    }

    /** Writes a text, without any security. */
    public void write(String topic, String text) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, text)).get();
        }
    }

    /** Waits for a committed record. */
    public boolean hasResult(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "group.id",
                        "reader-of-" + topic,
                        "auto.offset.reset",
                        "earliest",
                        "isolation.level",
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(Set.of(topic));
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (System.nanoTime() < deadline) {
                if (!consumer.poll(Duration.ofMillis(500)).isEmpty()) {
                    return true;
                }
            }
            return false;
        }
    }

    @Override
    public void close() {
        if (allowedBefore == null) {
            System.clearProperty(ALLOWED_URLS);
        } else {
            System.setProperty(ALLOWED_URLS, allowedBefore);
        }
        while (!parts.isEmpty()) {
            Utils.closeQuietly(parts.pop(), "a part of the site");
        }
    }
}
