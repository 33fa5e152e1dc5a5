package textmill.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import textmill.topology.testing.Cluster;

/** The topics of applications under test, which somebody alters while these run; and what is in them. */
record AlteredTopics(Cluster cluster) {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** A record for the first partition. */
    static ProducerRecord<byte[], byte[]> record(String topic, @Nullable String key, String value, long timestamp) {
        return new ProducerRecord<>(
                topic, 0, timestamp, key == null ? null : key.getBytes(UTF_8), value.getBytes(UTF_8));
    }

    /** Milliseconds since 1970. */
    static long now() {
        return System.currentTimeMillis();
    }

    /** Writes one and waits until the broker has it. */
    void produce(ProducerRecord<byte[], byte[]> record) {
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            Cluster.send(producer, record);
        }
    }

    /** Sets a topic's setting, and waits until brokers say that it has it. */
    void alter(String topic, String name, String value) throws Exception {
        cluster.admin()
                .incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                .all()
                .get();
        await().atMost(LIMIT).until(() -> setting(topic, name).equals(value));
    }

    /** A topic's setting, as brokers say it. */
    String setting(String topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return cluster.admin()
                .describeConfigs(List.of(resource))
                .all()
                .get()
                .values()
                .iterator()
                .next()
                .get(name)
                .value();
    }

    /** The controller has answered; the broker follows a moment later. */
    void awaitRefusal(ProducerRecord<byte[], byte[]> record) {
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            await().atMost(LIMIT).until(() -> {
                try {
                    producer.send(record).get();
                    return false;
                } catch (ExecutionException e) {
                    return true;
                }
            });
        }
    }

    /** Waits until all of an application's input is committed. */
    void awaitEnd(TextmillApp app, String name) {
        awaitEnd(app, name, name);
    }

    void awaitEnd(TextmillApp app, String name, String topic) {
        await().atMost(LIMIT)
                .failFast("the application ended", () -> app.failure().isPresent())
                .until(() -> cluster.lag(name, topic) == 0);
    }

    /** The last header of a name as text, or null. */
    static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return record.headers().lastHeader(name) == null
                ? null
                : new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    /** The texts that have a result; the probes have none of their keys. */
    Set<String> texts(String name) {
        Set<String> keys = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : cluster.read(name + ".embeddings")) {
            if (record.key() != null && new String(record.key(), UTF_8).startsWith("text ")) {
                keys.add(new String(record.key(), UTF_8));
            }
        }
        return keys;
    }

    /** The keys of those that {@link Cluster#produceTexts} writes. */
    static Set<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "text " + i).collect(Collectors.toSet());
    }
}
