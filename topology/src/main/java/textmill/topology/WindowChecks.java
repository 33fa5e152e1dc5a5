package textmill.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.task.Task;
import textmill.topology.config.ConfigException;
import textmill.topology.config.TextmillConfig;
import textmill.topology.start.BriefAdmin;
import textmill.topology.start.Check;
import textmill.topology.start.Check.Level;
import textmill.topology.topics.TopicFacts;
import textmill.topology.topics.TopicInspector;

/** Finds topics of windows that would keep the last one of a text alone. */
final class WindowChecks {
    private static final Logger LOG = LoggerFactory.getLogger(WindowChecks.class);

    private WindowChecks() {}

    /**
     * What is wrong with the topics that exist.
     *
     * @param offered the engine's tasks
     * @param patience longest wait for each answer
     */
    static List<Check> of(TextmillConfig config, List<Task> offered, Duration patience) {
        List<BoundTask> tasks = BoundTask.bind(config.pipelines(), offered).values().stream()
                .flatMap(List::stream)
                .filter(BoundTask::writesWindows)
                .toList();
        List<Check> checks = new ArrayList<>();
        if (tasks.isEmpty()) {
            return checks;
        }
        try (Admin admin = new BriefAdmin(StartUp.adminConfig(config, patience))) {
            Map<String, TopicFacts> facts = new TopicInspector(admin, config.maxRequestBytes(), patience)
                    .inspectAgain(
                            tasks.stream().map(task -> task.settings().topic()).toList());
            tasks.forEach(task -> check(task, facts, checks));
        } catch (KafkaException e) {
            LOG.debug("That brokers do not answer is said by another check", e);
        }
        return checks;
    }

    private static void check(BoundTask task, Map<String, TopicFacts> facts, List<Check> checks) {
        TopicFacts known = facts.get(task.settings().topic());
        try {
            if (known != null) {
                task.checkWindows(known);
            }
        } catch (ConfigException e) {
            e.problems().forEach(problem -> checks.add(Check.of(Level.FAIL, "topics", problem)));
        }
    }
}
