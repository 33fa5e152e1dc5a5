package textmill.topology;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.task.Task;
import textmill.schema.registry.RegistryUnavailableException;
import textmill.topology.config.AnomalyKeys;
import textmill.topology.config.ConfigException;
import textmill.topology.config.DeadLetterKeys;
import textmill.topology.config.DeliveryKeys;
import textmill.topology.config.KafkaKeys;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.RegistryKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.deadletter.DeadLetters;
import textmill.topology.health.HealthSettings;
import textmill.topology.judging.Judging;
import textmill.topology.result.ResultSerializer;
import textmill.topology.start.BriefAdmin;
import textmill.topology.start.BrokerRefusal;
import textmill.topology.start.GroupMembers;
import textmill.topology.start.Rights;
import textmill.topology.start.TopicWarnings;
import textmill.topology.topics.TopicFacts;
import textmill.topology.topics.TopicInspector;

/** What is asked of brokers and registry before the application joins its group, so that it need not fail later. */
final class StartUp {
    private static final Logger LOG = LoggerFactory.getLogger(StartUp.class);
    private static final int REQUEST_TIMEOUT_MS = 30_000;
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final TextmillConfig config;

    StartUp(TextmillConfig config) {
        this.config = config;
    }

    /** The topics that pipelines read and write. */
    static HealthSettings.Topics names(List<PipelineConfig> pipelines) {
        Set<String> inputs = new TreeSet<>();
        Set<String> outputs = new TreeSet<>();
        for (PipelineConfig pipeline : pipelines) {
            inputs.addAll(pipeline.inputTopics());
            outputs.addAll(pipeline.outputTopics().values());
            outputs.add(pipeline.deadLetterTopic());
            // Feedback that comes to another partition than its text's is passed on to that one.
            pipeline.feedbackTopic().ifPresent(inputs::add);
            pipeline.feedbackTopic().ifPresent(outputs::add);
        }
        return new HealthSettings.Topics(inputs, outputs);
    }

    /**
     * The facts about all topics.
     *
     * @throws ConfigException if one is missing or cannot serve
     */
    Map<String, TopicFacts> topics() {
        HealthSettings.Topics used = names(config.pipelines());
        Set<String> names = new TreeSet<>(used.inputs());
        names.addAll(used.outputs());
        Map<String, TopicFacts> facts;
        try (Admin admin = new BriefAdmin(adminConfig(config, config.get(DeliveryKeys.START_TIMEOUT)))) {
            new Rights(admin, config.get(DeliveryKeys.START_TIMEOUT), config.kafka()).check(Preflight.rights(config));
            checkMembers(admin);
            TopicInspector inspector =
                    new TopicInspector(admin, config.maxRequestBytes(), config.get(DeliveryKeys.START_TIMEOUT));
            facts = inspector.inspect(names);
            facts.putAll(inspector.inspectAgain(stores(config.pipelines())));
        } catch (KafkaException e) {
            throw new ConfigException(List.of(BrokerRefusal.line(config.kafka(), e)));
        }
        for (PipelineConfig pipeline : config.pipelines()) {
            checkDeadLetters(pipeline, facts);
            checkFeedback(pipeline, facts);
            checkStore(pipeline, facts);
        }
        return facts;
    }

    /** The topics in which Kafka Streams keeps stores, which it creates itself. */
    static List<String> stores(List<PipelineConfig> pipelines) {
        return pipelines.stream()
                .flatMap(pipeline -> Judging.changelog(pipeline).stream())
                .toList();
    }

    /** Members that were killed are missed after their session time-out, so this waits a while. */
    private void checkMembers(Admin admin) {
        Duration patience = config.get(DeliveryKeys.START_TIMEOUT);
        long deadline = System.nanoTime() + patience.toNanos();
        List<String> problems = members(admin, config, patience);
        problems.forEach(LOG::warn);
        while (!problems.isEmpty()
                && System.nanoTime() < deadline
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PAUSE.toNanos());
            problems = members(admin, config, patience);
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    static List<String> members(Admin admin, TextmillConfig config, Duration patience) {
        boolean streams = config.get(KafkaKeys.GROUP_PROTOCOL) == KafkaKeys.Protocol.STREAMS;
        return new GroupMembers(admin, patience)
                .ofAnotherProtocol(config.applications().keySet(), streams);
    }

    /**
     * Says what works and will surprise.
     *
     * @param pipelines of one application
     * @param oldestUnread age of the oldest record of some topics that the application will read
     */
    void warn(
            Map<String, TopicFacts> facts,
            List<PipelineConfig> pipelines,
            Function<Collection<String>, Duration> oldestUnread) {
        TopicWarnings warnings = new TopicWarnings(facts);
        for (PipelineConfig pipeline : pipelines) {
            List<String> results = List.copyOf(pipeline.outputTopics().values());
            warnings.fewerPartitions(pipeline.inputTopics(), results).forEach(LOG::warn);
            warnings.shorterRetention(results, oldestUnread.apply(pipeline.inputTopics()))
                    .forEach(LOG::warn);
        }
    }

    static void checkDeadLetters(PipelineConfig pipeline, Map<String, TopicFacts> facts) {
        TopicFacts deadLetters = facts.get(pipeline.deadLetterTopic());
        String name = pipeline.nameOf(DeadLetterKeys.TOPIC) + " = " + pipeline.deadLetterTopic();
        if (deadLetters != null && deadLetters.keyRequired()) {
            throw new ConfigException(List.of(name
                    + " is compacted: it would refuse dead letters without a key and forget others. Set its"
                    + " cleanup.policy to delete."));
        }
        if (deadLetters != null && deadLetters.maxRecordBytes() < DeadLetters.SMALLEST_TOPIC_BYTES) {
            throw new ConfigException(
                    List.of(name + " takes records of " + deadLetters.maxRecordBytes() + " bytes, dead letters need "
                            + DeadLetters.SMALLEST_TOPIC_BYTES + ": raise its max.message.bytes."));
        }
    }

    /** Feedback reaches the calibration of its text by the number of the partition. */
    static void checkFeedback(PipelineConfig pipeline, Map<String, TopicFacts> facts) {
        pipeline.feedbackTopic().ifPresent(topic -> {
            int most = partitionsOfInput(pipeline, facts);
            int found = partitions(facts, topic);
            if (found > 0 && most > 0 && found != most) {
                throw new ConfigException(
                        List.of(pipeline.nameOf(AnomalyKeys.FEEDBACK_TOPIC) + " = " + topic + " has " + found
                                + " partitions, expected " + most + " as the input has: feedback goes to the partition"
                                + " of its text. Create it with as many."));
            }
        });
    }

    /** Kafka Streams has a partition of a store for each of the input, and ends where it finds others. */
    static void checkStore(PipelineConfig pipeline, Map<String, TopicFacts> facts) {
        Judging.changelog(pipeline).ifPresent(topic -> {
            int most = partitionsOfInput(pipeline, facts);
            int found = partitions(facts, topic);
            if (found > 0 && most > 0 && found != most) {
                throw new ConfigException(List.of("Topic " + topic
                        + ", in which the application keeps what is usual, has " + found
                        + " partitions, expected " + most + " as the input has by now: stop the application, delete"
                        + " that topic and what kafka.state.dir of each of its processes holds; what is usual is"
                        + " learnt anew then."));
            }
        });
    }

    private static int partitionsOfInput(PipelineConfig pipeline, Map<String, TopicFacts> facts) {
        return pipeline.inputTopics().stream()
                .mapToInt(input -> partitions(facts, input))
                .max()
                .orElse(0);
    }

    private static int partitions(Map<String, TopicFacts> facts, String topic) {
        TopicFacts known = facts.get(topic);
        return known == null ? 0 : known.partitions();
    }

    /** Settings of a client that asks and gives up in time. */
    static Map<String, Object> adminConfig(TextmillConfig config, Duration patience) {
        Properties kafka = config.kafka();
        Map<String, Object> admin = new HashMap<>(new StreamsConfig(kafka).getAdminConfigs("textmill-start"));
        int timeoutMs = Math.toIntExact(patience.toMillis());
        admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
        admin.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(timeoutMs, REQUEST_TIMEOUT_MS));
        return admin;
    }

    /**
     * Has the schemas of all outputs registered or looked up.
     *
     * @param offered the engine's tasks
     * @throws ConfigException if the registry refuses one, or does not answer in time
     */
    void schemas(ResultSerializer serializer, List<Task> offered) {
        long deadline =
                System.nanoTime() + config.get(DeliveryKeys.START_TIMEOUT).toNanos();
        for (List<BoundTask> tasks : BoundTask.bind(config.pipelines(), offered).values()) {
            for (BoundTask task : tasks) {
                task.settings()
                        .topics()
                        .values()
                        .forEach(topic -> prepare(serializer, topic, task.type().empty(), deadline));
            }
        }
        for (PipelineConfig pipeline : config.pipelines()) {
            AnomalySubjects.of(pipeline).forEach((topic, empty) -> prepare(serializer, topic, empty, deadline));
        }
    }

    private void prepare(ResultSerializer serializer, String topic, SpecificRecord empty, long deadline) {
        while (true) {
            try {
                serializer.prepare(topic, empty);
                return;
            } catch (RetriableException e) {
                boolean hopeless = e instanceof RegistryUnavailableException away && away.isDistrust();
                if (hopeless
                        || System.nanoTime() > deadline
                        || Thread.currentThread().isInterrupted()) {
                    throw new ConfigException(List.of("schema.registry.url = "
                            + config.get(RegistryKeys.SCHEMA_REGISTRY_URL) + ": " + e.getMessage()));
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (RuntimeException e) {
                throw new ConfigException(List.of(
                        "The schema registry does not take the schema of topic " + topic + ": " + e.getMessage()));
            }
        }
    }
}
