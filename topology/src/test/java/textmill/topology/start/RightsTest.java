package textmill.topology.start;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.embedded.SecuredBroker;
import textmill.embedded.registry.DevSchemaRegistry;
import textmill.embedded.registry.RegistryConfig;
import textmill.topology.Preflight;
import textmill.topology.TextmillApp;
import textmill.topology.config.ConfigException;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.StubEngine;

/** Rights that are missing, on a real broker with Kafka's own authorizer. */
class RightsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static SecuredBroker broker;

    @BeforeAll
    static void startBroker() {
        // Threads die here on purpose.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
        broker = SecuredBroker.start(EmbeddedBrokerConfig.temporary());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({
        "0,No right to READ topic denied-0 for User:alice",
        "1,No right to WRITE topic denied-1.out for User:alice",
        "2,No right to WRITE topic denied-2.dead-letters for User:alice",
        "3,No right to READ group denied-3 for User:alice",
        "4,No right to WRITE transactional ids that begin with denied-4- for User:alice",
    })
    void shouldNameTheRightThatIsMissing(int denied, String expected) {
        // Given all rights but one
        String name = "denied-" + denied;
        List<AclBinding> rights = new ArrayList<>(needed(name));
        rights.remove(denied);
        prepare(name, rights);

        // Then the start ends with one line
        try (StubEngine engine = StubEngine.fast()) {
            assertThatThrownBy(() -> TextmillApp.start(config(name, "http://127.0.0.1:1"), engine))
                    .isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.problems())
                            .singleElement()
                            .asString()
                            .startsWith(expected)
                            .doesNotContain("secret"));
        }
    }

    @Test
    void shouldListEveryRightAndGoOnWithoutThoseThatAreMissing() throws Exception {
        // Given all rights but two
        String name = "listed";
        List<AclBinding> rights = new ArrayList<>(needed(name));
        rights.remove(4);
        rights.remove(1);
        prepare(name, rights);

        // When
        List<Check> checks = new Preflight(config(name, "http://127.0.0.1:1"), LIMIT).brokers();

        // Then
        assertThat(checks)
                .filteredOn(check -> check.area().equals("rights"))
                .extracting(check -> check.level() + " " + check.found())
                .containsExactly(
                        "OK READ topic listed",
                        "OK WRITE topic listed.dead-letters",
                        "FAIL No right to WRITE topic listed.out for User:alice",
                        "OK READ group listed",
                        "FAIL No right to WRITE transactional ids that begin with listed- for User:alice",
                        "WARN No right to DESCRIBE_CONFIGS topic listed for User:alice",
                        "WARN No right to DESCRIBE_CONFIGS topic listed.dead-letters for User:alice",
                        "WARN No right to DESCRIBE_CONFIGS topic listed.out for User:alice",
                        "FAIL 5 rights are missing");
        assertThat(checks)
                .filteredOn(check -> check.area().equals("rights"))
                .extracting(Check::remedy)
                .filteredOn(remedy -> !remedy.isEmpty())
                .containsExactly("grant them together, with an administrator's login: textmill acls --create --config"
                        + " textmill.properties --command-config admin.properties");
        assertThat(checks).anyMatch(check -> check.found().startsWith("listed: 1 partition"));
        // And of a topic that may not even be seen only that
        assertThat(checks)
                .filteredOn(check -> check.area().equals("topics") && check.level() != Check.Level.OK)
                .isEmpty();
    }

    @Test
    void shouldSayWhatGrantsTheOnlyRightThatIsMissing() {
        // Given
        String name = "single";
        List<AclBinding> rights = new ArrayList<>(needed(name));
        rights.remove(1);
        for (String topic : List.of(name, name + ".out", name + ".dead-letters")) {
            rights.add(
                    SecuredBroker.right(AclOperation.DESCRIBE_CONFIGS, ResourceType.TOPIC, topic, PatternType.LITERAL));
        }
        prepare(name, rights);

        // When
        List<Check> checks = new Preflight(config(name, "http://127.0.0.1:1"), LIMIT).brokers();

        // Then
        assertThat(checks)
                .filteredOn(check -> check.area().equals("rights") && check.level() != Check.Level.OK)
                .extracting(Check::remedy)
                .containsExactly("allow it, for example by kafka-acls.sh --bootstrap-server "
                        + broker.bootstrapServers()
                        + " --command-config admin.properties --add --allow-principal User:alice --operation"
                        + " Write --topic single.out");
    }

    @Test
    void shouldSayThatTheLoginIsRefusedOnce() {
        Map<String, String> settings = new HashMap<>(settings("unknown", "http://127.0.0.1:1"));
        settings.computeIfPresent("kafka.sasl.jaas.config", (key, login) -> login.replace("alice-secret", "wrong"));

        try (StubEngine engine = StubEngine.fast()) {
            assertThatThrownBy(() -> TextmillApp.start(TextmillConfig.parse(settings), engine))
                    .isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.problems())
                            .singleElement()
                            .asString()
                            .startsWith("The brokers refuse the login of User:alice"));
        }
    }

    @Test
    void shouldRunWithTheseRightsAndSayWhichOneIsTakenAway() {
        // Given
        String name = "taken";
        prepare(name, needed(name));
        try (EmbeddedBroker other = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
                DevSchemaRegistry registry = DevSchemaRegistry.start(RegistryConfig.on(other.bootstrapServers()));
                StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(config(name, registry.url()), engine)) {
            await().atMost(LIMIT).until(() -> app.ready().isUp());

            // When
            broker.deny(List.of(needed(name).get(1)));

            // Then
            await().atMost(LIMIT)
                    .until(() ->
                            app.ready().reasons().toString().contains("right to WRITE topic taken.out is missing"));

            // And when it is given back
            broker.allow(List.of(needed(name).get(1)));
            await().atMost(LIMIT).until(() -> app.ready().isUp());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,right to READ topic one-0 is missing",
        "1,right to WRITE topic one-1.out is missing",
        "2,right to WRITE topic one-2.dead-letters is missing",
        "3,group one-3",
        "4,right to WRITE transactional ids that begin with one-4- is missing",
    })
    void shouldNameEachRightThatIsTakenAwayAndGoOnWhenItIsBack(int taken, String expected) {
        // Given an application that is to wait for whatever has to be mended
        String name = "one-" + taken;
        prepare(name, needed(name));
        broker.allow(List.of(SecuredBroker.right(AclOperation.WRITE, ResourceType.TOPIC, name, PatternType.LITERAL)));
        AclBinding right = needed(name).get(taken);
        try (EmbeddedBroker other = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
                DevSchemaRegistry registry = DevSchemaRegistry.start(RegistryConfig.on(other.bootstrapServers()));
                StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(waiting(name, registry.url()), engine)) {
            produce(name, "first");
            await().atMost(LIMIT).until(() -> app.counters().outputs() >= 1);

            // When
            broker.deny(List.of(right));
            produce(name, "second");
            produce(name, "!TOKENIZE_FAILED");

            // Then
            await().atMost(LIMIT).until(() -> app.ready().reasons().toString().contains(expected));
            assertThat(app.failure()).isEmpty();
            broker.allow(List.of(right));
            await().atMost(LIMIT).until(() -> app.ready().isUp());
            await().atMost(LIMIT)
                    .until(() -> app.counters().outputs() >= 2 && app.counters().deadLetters() >= 1);
        }
    }

    @Test
    void shouldEndWithTheNameOfTheRightThatIsTakenAway() {
        // Given
        String name = "ended";
        prepare(name, needed(name));
        broker.allow(List.of(SecuredBroker.right(AclOperation.WRITE, ResourceType.TOPIC, name, PatternType.LITERAL)));
        Map<String, String> settings = new HashMap<>();
        try (EmbeddedBroker other = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
                DevSchemaRegistry registry = DevSchemaRegistry.start(RegistryConfig.on(other.bootstrapServers()));
                StubEngine engine = StubEngine.fast()) {
            settings.putAll(settings(name, registry.url()));
            settings.put("thread.restarts", "1");
            try (TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
                await().atMost(LIMIT).until(() -> app.ready().isUp());

                // When
                broker.deny(List.of(needed(name).get(4)));
                produce(name, "a text");

                // Then
                assertThat(awaitEnd(app)).isTrue();
                assertThat(app.failure())
                        .get()
                        .satisfies(
                                failure -> assertThat(failure)
                                        .hasMessageStartingWith(
                                                "the right to WRITE transactional ids that begin with ended- is missing: grant it again"));
            }
        }
    }

    private static boolean awaitEnd(TextmillApp app) {
        try {
            return app.awaitEnd(LIMIT);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TextmillConfig waiting(String name, String registry) {
        Map<String, String> settings = settings(name, registry);
        settings.put("progress.action", "wait");
        settings.put("thread.restarts", "1");
        settings.put("kafka.consumer.auto.offset.reset", "earliest");
        return TextmillConfig.parse(settings);
    }

    private static void produce(String topic, String text) {
        Map<String, Object> settings = new HashMap<>(broker.login());
        settings.put("bootstrap.servers", broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            Cluster.send(producer, new ProducerRecord<>(topic, text.getBytes(UTF_8)));
        }
    }

    private static List<AclBinding> needed(String name) {
        return List.of(
                SecuredBroker.right(AclOperation.READ, ResourceType.TOPIC, name, PatternType.LITERAL),
                SecuredBroker.right(AclOperation.WRITE, ResourceType.TOPIC, name + ".out", PatternType.LITERAL),
                SecuredBroker.right(
                        AclOperation.WRITE, ResourceType.TOPIC, name + ".dead-letters", PatternType.LITERAL),
                SecuredBroker.right(AclOperation.READ, ResourceType.GROUP, name, PatternType.LITERAL),
                SecuredBroker.right(
                        AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, name + "-", PatternType.PREFIXED));
    }

    private static void prepare(String name, List<AclBinding> rights) {
        broker.createTopics(name, name + ".out", name + ".dead-letters");
        broker.allow(rights);
    }

    private static TextmillConfig config(String name, String registry) {
        return TextmillConfig.parse(settings(name, registry));
    }

    private static Map<String, String> settings(String name, String registry) {
        Map<String, String> settings = new HashMap<>();
        broker.login().forEach((key, value) -> settings.put("kafka." + key, value));
        settings.put("bootstrap.servers", broker.bootstrapServers());
        settings.put("schema.registry.url", registry);
        settings.put("application.id", name);
        settings.put("input.topic", name);
        settings.put("input.format", "string");
        settings.put("task.embeddings.model", "stub");
        settings.put("task.embeddings.topic", name + ".out");
        settings.put("http.port", "0");
        return settings;
    }
}
