package textmill.topology.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import textmill.topology.TextmillApp;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.Results;
import textmill.topology.testing.StubEngine;

/** What a running application says and does when brokers let it write and read next to nothing. */
class QuotaTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Whoever is told to be mute stays so for long: the registry into the test that follows. */
    private static final List<String> REGISTRY = List.of("schema-registry-writer", "schema-registry-reader");

    private static Cluster cluster;

    @BeforeAll
    static void startCluster() {
        // Threads die here on purpose.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
        cluster = Cluster.start();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void shouldSayThatNothingMovesUnderAQuota() throws Exception {
        // Given
        String name = "throttled";
        Map<String, String> settings = cluster.topics(name, 1);
        settings.remove(Cluster.TRANSACTION_TIMEOUT);
        settings.put("progress.timeout.ms", "4000");
        cluster.produceTexts(name, 1, 0, 10);
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);

            // When nobody may write or read more than a byte a second while texts are computed
            engine.hold();
            cluster.produceTexts(name, 1, 10, 2_000);
            quota(1.0);
            engine.release();

            // Then
            await().atMost(LIMIT)
                    .until(() -> app.ready().reasons().toString().contains("nothing of them has been committed"));
            await().atMost(LIMIT).until(() -> !app.live().isUp());
            assertThat(app.awaitEnd(LIMIT)).isTrue();
        } finally {
            quota(null);
        }
    }

    @Test
    void shouldGoOnWhenAQuotaIsLifted() throws Exception {
        // Given
        String name = "lifted";
        Map<String, String> settings = cluster.topics(name, 1);
        settings.remove(Cluster.TRANSACTION_TIMEOUT);
        settings.put("progress.action", "wait");
        settings.put("progress.timeout.ms", "4000");
        // A client stays mute for as long as it was told under the quota, minutes or hours: it has to be given up.
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> app.ready().isUp());
            engine.hold();
            cluster.produceTexts(name, 1, 0, 2_000);
            quota(1.0);
            engine.release();
            await().atMost(LIMIT).until(() -> !app.live().isUp());

            // When
            quota(null);

            // Then
            await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);
            await().atMost(LIMIT).until(() -> app.ready().isUp() && app.live().isUp());
            new Results(cluster).assertExactAndInOrder(cluster.read(name + ".embeddings"), 2_000);
        } finally {
            quota(null);
        }
    }

    private static void quota(@Nullable Double bytesPerSecond) throws Exception {
        cluster.createTopic("probes", 1, Map.of());
        List<ClientQuotaAlteration> quotas = new ArrayList<>();
        quotas.add(quota(null, bytesPerSecond));
        REGISTRY.forEach(client -> quotas.add(quota(client, bytesPerSecond == null ? null : 1e9)));
        cluster.admin().alterClientQuotas(quotas).all().get();
        if (bytesPerSecond != null) {
            awaitThrottle();
        }
    }

    /** @param client null for all that have none of their own */
    private static ClientQuotaAlteration quota(@Nullable String client, @Nullable Double bytesPerSecond) {
        return new ClientQuotaAlteration(
                new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, client)),
                List.of(
                        new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond),
                        new ClientQuotaAlteration.Op("consumer_byte_rate", bytesPerSecond)));
    }

    /** The controller has answered; the broker follows a moment later. */
    private static void awaitThrottle() {
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            await().atMost(LIMIT).until(() -> {
                Cluster.send(producer, new ProducerRecord<>("probes", 0, null, new byte[1_000]));
                return producer.metrics().values().stream()
                        .filter(metric -> metric.metricName().name().equals("produce-throttle-time-max"))
                        .anyMatch(metric -> ((Double) metric.metricValue()) > 0);
            });
        }
    }
}
