package textmill.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static textmill.faults.cluster.KafkaCluster.ask;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.embedded.BrokerCluster;
import textmill.embedded.BrokerProcess;
import textmill.faults.app.AppProcess;
import textmill.faults.oracle.Verdict;
import textmill.faults.report.Row;
import textmill.faults.report.Size;
import textmill.faults.scenario.Plan;
import textmill.faults.scenario.Scenario;
import textmill.faults.scenario.Site;

/** Brokers die by SIGKILL and come back; three replicas, two of which must have every record. */
class BrokerKillsIT {
    private static final Duration AWHILE = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration DOWN = Duration.ofSeconds(30);

    @AutoClose
    private static Site site;

    @BeforeAll
    static void startBrokers() {
        site = Site.start(3, Row.directory().resolve("faults").resolve("three-brokers"));
    }

    @Test
    void shouldBeExactOverKillsOfOneBroker() throws InterruptedException {
        // Given
        int kills = Size.of("kills", 1, 15);
        Plan plan = Plan.endless("broker-one", 400);
        Row row = new Row("broker-one");
        BrokerCluster brokers = site.cluster().brokers();
        try (Scenario scenario = Scenario.open(site, plan)) {
            scenario.startApp().awaitReady();
            Duration longest = Duration.ZERO;
            for (int i = 0; i < kills; i++) {
                scenario.awaitResults(scenario.results() + 1_000);
                scenario.gaps().restart();

                // When
                BrokerProcess broker = brokers.brokers().get(i % 3);
                broker.kill();
                row.killed();
                long awhileAfter = System.nanoTime() + AWHILE.toNanos();
                await("output without the broker").atMost(Duration.ofMinutes(2)).until(() -> scenario.gaps()
                        .allSince(awhileAfter));
                scenario.awaitResults(scenario.results() + 1_000);
                Duration gap = scenario.gaps().worstPartition();
                longest = gap.compareTo(longest) > 0 ? gap : longest;
                broker.restart();
                awaitInSync(plan);
            }
            Verdict verdict = scenario.stopAndFinish();

            // Then
            row.put("longest_gap", longest).write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
        }
    }

    @Test
    void shouldBeExactWhenAllBrokersAreDown() throws InterruptedException {
        // Given
        int outages = Size.of("outages", 1, 15);
        Plan plan = Plan.endless("broker-all", 400);
        Row row = new Row("broker-all");
        BrokerCluster brokers = site.cluster().brokers();
        try (Scenario scenario = Scenario.open(site, plan)) {
            scenario.startApp().awaitReady();
            Duration longest = Duration.ZERO;
            for (int i = 0; i < outages; i++) {
                scenario.awaitResults(scenario.results() + 1_000);
                scenario.gaps().restart();

                // When
                brokers.kill();
                row.killed().killed().killed();
                await("thirty seconds")
                        .atMost(DOWN.multipliedBy(2))
                        .until(() -> scenario.gaps().overall().compareTo(DOWN) > 0);
                brokers.restart();
                long back = System.nanoTime();
                await("output again").atMost(Duration.ofMinutes(4)).until(() -> scenario.gaps()
                        .allSince(back));
                Duration gap = scenario.gaps().worstPartition();
                longest = gap.compareTo(longest) > 0 ? gap : longest;
                awaitInSync(plan);
            }
            Verdict verdict = scenario.stopAndFinish();

            // Then
            row.put("longest_gap", longest).write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
        }
    }

    /** One replica only, on the broker that is killed. */
    @ParameterizedTest
    @ValueSource(strings = {"", ".embeddings"})
    void shouldSayWhichTopicHasNoLeaderAndGoOnWhenItHasOne(String alone) {
        // Given
        String name = "leader-of" + (alone.isEmpty() ? "-input" : alone);
        Row row = new Row(name);
        List<NewTopic> topics = Stream.of("", ".embeddings", ".dead-letters")
                .map(end -> new NewTopic(name + end, Map.of(0, end.equals(alone) ? List.of(3) : List.of(1, 2, 3)))
                        .configs(Map.of("min.insync.replicas", "1")))
                .toList();
        ask(site.cluster().admin().createTopics(topics).all());
        site.cluster().awaitInSync(topics.stream().map(NewTopic::name).toList());
        BrokerProcess broker = site.cluster().brokers().brokers().get(2);
        try (AppProcess app = AppProcess.start(
                        site.directory().resolve(name), "app", settings(name), AppProcess.Shape.slow(1))
                .awaitReady()) {
            write(name, 100);
            await("results").atMost(LIMIT).until(() -> site.cluster().committed(name) == 100);

            // When
            broker.kill();
            long gone = System.nanoTime();

            // Then
            await("readiness").atMost(LIMIT).until(() -> app.ready()
                    .contains("topic " + name + alone + " has no leader for partitions [0]"));
            row.killed().put("not_ready", Duration.ofNanos(System.nanoTime() - gone));
            if (!alone.isEmpty()) {
                write(name, 100);
                await("liveness").atMost(LIMIT).until(() -> !app.isLive());
                row.put("not_live", Duration.ofNanos(System.nanoTime() - gone));
            }

            // And when the broker is back
            broker.restart();
            if (alone.isEmpty()) {
                write(name, 100);
            }
            await("what waited").atMost(LIMIT).until(() -> site.cluster().committed(name) == 200);
            await("readiness again").atMost(LIMIT).until(app::isReady);
            assertThat(app.isLive()).isTrue();
        }
        row.put("records", 200).write();
    }

    private static Map<String, String> settings(String name) {
        Map<String, String> settings = new HashMap<>();
        settings.put("bootstrap.servers", site.cluster().bootstrapServers());
        settings.put("schema.registry.url", site.registry().url());
        settings.put("application.id", name);
        settings.put("input.topic", name);
        settings.put("input.format", "string");
        settings.put("task.embeddings.model", "stub");
        settings.put("progress.timeout.ms", "5000");
        settings.put("progress.action", "wait");
        settings.put("http.port", "0");
        settings.put("kafka.consumer.auto.offset.reset", "earliest");
        return settings;
    }

    private static void write(String topic, int count) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", site.cluster().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                Future<RecordMetadata> unused = producer.send( // the application counts what arrives
                        new ProducerRecord<>(topic, ("text " + i).getBytes(UTF_8)));
            }
        }
    }

    private static void awaitInSync(Plan plan) {
        site.cluster()
                .awaitInSync(
                        List.of(plan.name(), plan.name() + ".embeddings", "__transaction_state", "__consumer_offsets"));
    }
}
