package textmill.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.StubEngine;

/** A real broker for the tests of a class, and applications on it that have a console. */
final class ConsoleSite implements BeforeAllCallback, AfterAllCallback {
    /** No console needs so long. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private @Nullable Cluster cluster;

    @Override
    public void beforeAll(ExtensionContext context) {
        cluster = Cluster.start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (cluster != null) {
            cluster.close();
        }
    }

    Cluster cluster() {
        return Objects.requireNonNull(cluster);
    }

    /** An application of that name with the three tasks of the stub, with topics of its own. */
    TextmillApp app(String name, StubEngine engine, Map<String, String> more) {
        Map<String, String> settings = cluster().topics(name, 2);
        settings.put("task.classifications.model", "stub");
        settings.put("task.replaced-tokens.model", "stub");
        settings.putAll(more);
        return TextmillApp.start(TextmillConfig.parse(settings), engine);
    }

    /** Writes texts, which are their own keys, to partition 0. */
    void send(String topic, String... texts) {
        try (KafkaProducer<byte[], byte[]> producer = cluster().producer()) {
            for (String text : texts) {
                Cluster.send(producer, new ProducerRecord<>(topic, 0, text.getBytes(UTF_8), text.getBytes(UTF_8)));
            }
        }
    }
}
