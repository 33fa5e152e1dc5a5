package textmill.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.StreamsConfig;
import textmill.topology.config.ConfigException;
import textmill.topology.config.Key;
import textmill.topology.config.TaskSettings;
import textmill.topology.config.TextmillConfig;
import textmill.topology.deadletter.DeadLetters;
import textmill.topology.result.EmptyResults;
import textmill.topology.result.ResultSerializer;
import textmill.topology.topics.TopicFacts;
import textmill.topology.topics.TopicInspector;

/** What is asked of brokers and registry before the application joins its group, so that it need not fail later. */
final class StartUp {
    private static final int REQUEST_TIMEOUT_MS = 30_000;
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final TextmillConfig config;

    StartUp(TextmillConfig config) {
        this.config = config;
    }

    /**
     * The facts about all topics.
     *
     * @throws ConfigException if one is missing or cannot serve
     */
    Map<String, TopicFacts> topics() {
        List<String> names = new ArrayList<>();
        names.add(config.text(Key.INPUT_TOPIC));
        names.add(config.text(Key.DEAD_LETTER_TOPIC));
        config.tasks().forEach(task -> names.add(task.topic()));
        Map<String, TopicFacts> facts;
        try (Admin admin = Admin.create(adminConfig())) {
            facts = new TopicInspector(admin, config.maxRequestBytes(), config.duration(Key.START_TIMEOUT_MS))
                    .inspect(names);
        } catch (KafkaException e) {
            throw new ConfigException(List.of("bootstrap.servers = " + config.text(Key.BOOTSTRAP_SERVERS)
                    + ": no connection to the brokers (" + deepest(e).getMessage() + ")."));
        }
        TopicFacts deadLetters = facts.get(config.text(Key.DEAD_LETTER_TOPIC));
        if (deadLetters != null && deadLetters.keyRequired()) {
            throw new ConfigException(List.of("dead.letter.topic = " + config.text(Key.DEAD_LETTER_TOPIC)
                    + " is compacted: it would refuse dead letters without a key and forget others. Set its"
                    + " cleanup.policy to delete."));
        }
        if (deadLetters != null && deadLetters.maxRecordBytes() < DeadLetters.SMALLEST_TOPIC_BYTES) {
            throw new ConfigException(List.of("dead.letter.topic = " + config.text(Key.DEAD_LETTER_TOPIC)
                    + " takes records of " + deadLetters.maxRecordBytes() + " bytes, dead letters need "
                    + DeadLetters.SMALLEST_TOPIC_BYTES + ": raise its max.message.bytes."));
        }
        return facts;
    }

    private static Throwable deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private Map<String, Object> adminConfig() {
        Properties kafka = config.kafka();
        Map<String, Object> admin = new HashMap<>(new StreamsConfig(kafka).getAdminConfigs("textmill-start"));
        int timeoutMs = config.number(Key.START_TIMEOUT_MS);
        admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
        admin.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(timeoutMs, REQUEST_TIMEOUT_MS));
        return admin;
    }

    /**
     * Has the schemas of all outputs registered or looked up.
     *
     * @throws ConfigException if the registry refuses one, or does not answer in time
     */
    void schemas(ResultSerializer serializer) {
        long deadline =
                System.nanoTime() + config.duration(Key.START_TIMEOUT_MS).toNanos();
        for (TaskSettings task : config.tasks()) {
            prepare(serializer, task, deadline);
        }
    }

    private void prepare(ResultSerializer serializer, TaskSettings task, long deadline) {
        SpecificRecord example = EmptyResults.of(task.kind());
        while (true) {
            try {
                serializer.prepare(task.topic(), example);
                return;
            } catch (RetriableException e) {
                if (System.nanoTime() > deadline) {
                    throw new ConfigException(List.of(
                            "schema.registry.url = " + config.text(Key.SCHEMA_REGISTRY_URL) + ": " + e.getMessage()));
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (RuntimeException e) {
                throw new ConfigException(List.of("The schema registry does not take the schema of topic "
                        + task.topic() + ": " + e.getMessage()));
            }
        }
    }
}
