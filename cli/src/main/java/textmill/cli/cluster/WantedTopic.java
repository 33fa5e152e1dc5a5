package textmill.cli.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import textmill.topology.config.AnomalyPlan;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.TaskSettings;
import textmill.topology.config.TextmillConfig;

/**
 * A topic that a configuration needs.
 *
 * @param name its name
 * @param role what it is for, in words
 * @param like the input topic whose partitions it must have; its own name if it is one
 * @param config settings that it needs whatever the brokers' defaults are
 */
record WantedTopic(String name, String role, String like, Map<String, String> config) {

    /** All of them: inputs, results, judgements, dead letters; each once. */
    static List<WantedTopic> of(TextmillConfig config) {
        Map<String, WantedTopic> wanted = new LinkedHashMap<>();
        for (PipelineConfig pipeline : config.pipelines()) {
            String first = pipeline.inputTopics().get(0);
            pipeline.inputTopics().forEach(topic -> add(wanted, new WantedTopic(topic, "texts", topic, Map.of())));
            for (TaskSettings task : pipeline.tasks()) {
                add(wanted, new WantedTopic(task.topic(), "results of task " + task.name(), first, Map.of()));
                task.routes()
                        .forEach(route -> add(
                                wanted,
                                new WantedTopic(
                                        route.topic(),
                                        "route " + route.name() + " of task " + task.name(),
                                        first,
                                        Map.of())));
            }
            pipeline.redaction()
                    .ifPresent(redaction ->
                            add(wanted, new WantedTopic(redaction.topic(), "redacted texts", first, Map.of())));
            pipeline.anomalies().ifPresent(plan -> anomalies(plan.topics(), first, wanted));
            add(
                    wanted,
                    // Compacted it would refuse dead letters without a key.
                    new WantedTopic(
                            pipeline.deadLetterTopic(), "dead letters", first, Map.of("cleanup.policy", "delete")));
        }
        return List.copyOf(wanted.values());
    }

    private static void anomalies(AnomalyPlan.Topics topics, String first, Map<String, WantedTopic> wanted) {
        add(wanted, new WantedTopic(topics.judgements(), "judgements of texts", first, Map.of()));
        topics.alarms().ifPresent(topic -> add(wanted, new WantedTopic(topic, "alarms", first, Map.of())));
        topics.drift().ifPresent(topic -> add(wanted, new WantedTopic(topic, "changes of streams", first, Map.of())));
        topics.feedback()
                .ifPresent(topic -> add(wanted, new WantedTopic(topic, "feedback on alarms", first, Map.of())));
    }

    private static void add(Map<String, WantedTopic> wanted, WantedTopic topic) {
        wanted.putIfAbsent(topic.name(), topic);
    }

    /** The command that makes it. */
    String command(String tool, int partitions, int replicas) {
        List<String> words = new ArrayList<>(List.of(tool, "--create", "--if-not-exists", "--topic", name));
        words.addAll(List.of("--partitions", Integer.toString(partitions)));
        if (replicas > 0) {
            words.addAll(List.of("--replication-factor", Integer.toString(replicas)));
        }
        new TreeMap<>(config).forEach((key, value) -> words.addAll(List.of("--config", key + "=" + value)));
        return String.join(" ", words);
    }

    /** The resource for the Strimzi operator. */
    String resource(String cluster, int partitions, int replicas) {
        StringBuilder yaml = new StringBuilder("---\napiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata:\n");
        yaml.append("  name: ").append(Manifest.resourceName(name)).append('\n');
        yaml.append("  labels:\n    strimzi.io/cluster: ").append(cluster).append("\nspec:\n");
        yaml.append("  topicName: ").append(Manifest.scalar(name)).append('\n');
        yaml.append("  partitions: ").append(partitions).append('\n');
        if (replicas > 0) {
            yaml.append("  replicas: ").append(replicas).append('\n');
        }
        if (!config.isEmpty()) {
            yaml.append("  config:\n");
            new TreeMap<>(config).forEach((key, value) -> yaml.append("    ")
                    .append(key)
                    .append(": ")
                    .append(Manifest.scalar(value))
                    .append('\n'));
        }
        return yaml.toString().stripTrailing();
    }
}
