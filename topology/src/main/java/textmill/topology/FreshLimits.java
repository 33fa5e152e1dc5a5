package textmill.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.task.Task;
import textmill.topology.config.ConfigException;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.TextmillConfig;
import textmill.topology.topics.KnownTopics;
import textmill.topology.topics.TopicFacts;
import textmill.topology.topics.TopicInspector;

/**
 * Reads again what the topics take while the application runs. Somebody may alter a topic, and a record that it refuses then
 * ends the stream thread: whoever reads that record next knows the new limit, and makes a dead letter of it. Thread-safe.
 */
final class FreshLimits implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FreshLimits.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final TextmillConfig config;
    private final KnownTopics topics;
    private final Map<PipelineConfig, List<BoundTask>> tasks;
    private final Admin admin;
    private final TopicInspector inspector;

    /**
     * @param topics what is known of them, and is to be kept up to date
     * @param offered the engine's tasks
     * @throws ConfigException if they are not those that are configured
     */
    FreshLimits(TextmillConfig config, KnownTopics topics, List<Task> offered) {
        this.config = config;
        this.topics = topics;
        this.tasks = BoundTask.bind(config.pipelines(), offered);
        Map<String, Object> client = new HashMap<>(StartUp.adminConfig(config, PATIENCE));
        client.put(AdminClientConfig.CLIENT_ID_CONFIG, "textmill-limits-" + Uuid.randomUuid());
        this.admin = Admin.create(client);
        this.inspector = new TopicInspector(admin, config.maxRequestBytes(), PATIENCE);
    }

    /** Takes a few milliseconds, or five seconds if nobody answers; what is known stays then. */
    synchronized void read() {
        try {
            Set<String> names = new HashSet<>(topics.all().keySet());
            names.addAll(StartUp.stores(config.pipelines()));
            topics.learn(inspector.inspectAgain(names));
        } catch (KafkaException e) {
            LOG.debug("What topics take could not be read again", e);
        }
    }

    /** What a start would refuse by now, for the pipelines of one application: records have no place in their topics. */
    List<String> troubles(String application) {
        List<String> troubles = new ArrayList<>();
        for (PipelineConfig pipeline : config.applications().getOrDefault(application, List.of())) {
            Map<String, TopicFacts> facts = topics.all();
            find(troubles, () -> StartUp.checkDeadLetters(pipeline, facts));
            find(troubles, () -> StartUp.checkFeedback(pipeline, facts));
            find(troubles, () -> StartUp.checkStore(pipeline, facts));
            tasks.getOrDefault(pipeline, List.of())
                    .forEach(task -> find(
                            troubles,
                            () -> task.checkWindows(topics.of(task.settings().topic()))));
        }
        return troubles;
    }

    private static void find(List<String> troubles, Runnable check) {
        try {
            check.run();
        } catch (ConfigException e) {
            troubles.addAll(e.problems());
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
