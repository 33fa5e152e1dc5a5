package textmill.topology.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.topology.testing.Cluster;

/** What Kafka Streams makes of commits that are refused because nobody tells whether a topic is still the same. */
class RefusedCommitsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int TEXTS = 40;

    /** Each look at it is a second later: every commit is late. */
    private final AtomicLong clock = new AtomicLong();

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger deaths = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(strings = {"classic", "streams"})
    void shouldReadAgainWhatWasNotCommittedAndEndNoThread(String protocol, @TempDir Path directory) {
        try (Cluster cluster = Cluster.start()) {
            // Given
            cluster.topics("in", 1);
            cluster.produceTexts("in", 1, 0, TEXTS);
            Topology topology = new Topology().addSource("texts", "in").addSink("copies", "in.embeddings", "texts");

            // When brokers tell nothing while two commits wait
            try (KafkaStreams streams = new KafkaStreams(
                    topology,
                    properties(cluster, protocol, directory),
                    new WatchedClients(
                            new DefaultKafkaClientSupplier(),
                            new Calls(
                                    () -> clock.addAndGet(Duration.ofSeconds(1).toNanos())),
                            new ReadPositions(),
                            new Silent()))) {
                streams.setUncaughtExceptionHandler(failure -> {
                    deaths.incrementAndGet();
                    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
                });
                streams.start();

                // Then
                await().atMost(LIMIT).until(() -> cluster.lag("copier", "in") == 0 || deaths.get() > 0);
            }
            assertThat(asked.get()).as("commits were refused").isGreaterThan(Silent.SILENT);
            assertThat(deaths).hasValue(0);
            assertThat(cluster.read("in.embeddings"))
                    .extracting(copy -> new String(copy.value(), StandardCharsets.UTF_8))
                    .containsExactlyElementsOf(
                            IntStream.range(0, TEXTS).mapToObj(i -> "text " + i).toList());
        }
    }

    private static Properties properties(Cluster cluster, String protocol, Path directory) {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                "copier",
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                cluster.bootstrapServers(),
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                StreamsConfig.EXACTLY_ONCE_V2,
                StreamsConfig.GROUP_PROTOCOL_CONFIG,
                protocol,
                StreamsConfig.STATE_DIR_CONFIG,
                directory.toString(),
                StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG,
                Serdes.ByteArraySerde.class,
                StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG,
                Serdes.ByteArraySerde.class,
                StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG),
                "earliest"));
        return properties;
    }

    /** Says nothing at first. */
    private final class Silent implements WatchedClients.Topics {
        private static final int SILENT = 25;

        @Override
        public Map<String, String> known() {
            return Map.of("in", "a");
        }

        @Override
        public Map<String, Optional<String>> ask(Set<String> names) {
            return asked.incrementAndGet() <= SILENT ? Map.of() : Map.of("in", Optional.of("a"));
        }
    }
}
