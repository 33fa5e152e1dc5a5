package textmill.topology.reembed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import textmill.topology.config.ConfigException;

/**
 * Where an application took a new model, partition by partition: the first offset of the input from which on no result of it
 * is another model's. Below it the new topics hold the results, from it on the application's own do.
 */
final class CutOver {
    private final LiveResults results;
    private final List<Watched> watched;

    /**
     * The results of one task.
     *
     * @param task its name, for messages
     * @param topic where the application writes them
     * @param fingerprint of the new model
     * @param inputs topics whose texts it computes
     */
    record Watched(String task, String topic, String fingerprint, List<String> inputs) {}

    CutOver(LiveResults results, List<Watched> watched) {
        this.results = results;
        this.watched = watched;
    }

    /**
     * Finds it.
     *
     * @param ends end of each partition of the input, those that are empty left out
     * @param committed what the application has committed
     * @throws ConfigException if it has not taken the model anywhere
     */
    Map<TopicPartition, Long> find(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> committed) {
        Map<TopicPartition, Long> cuts = new HashMap<>();
        for (Watched task : watched) {
            List<TopicPartition> inputs = ends.keySet().stream()
                    .filter(input -> task.inputs.contains(input.topic()))
                    .toList();
            Map<TopicPartition, LiveResults.Seen> seen = results.look(task.topic, inputs, task.fingerprint);
            refuseIfNotTaken(task, inputs, seen);
            for (TopicPartition input : inputs) {
                LiveResults.Seen found = seen.getOrDefault(input, LiveResults.Seen.NOTHING);
                long cut = found.firstNew() >= 0
                        ? found.firstNew()
                        // Nothing of the new model yet. What is committed is done; what is not will be done by it.
                        : Math.max(found.lastOther() + 1, committed.getOrDefault(input, ends.getOrDefault(input, 0L)));
                cuts.merge(input, cut, Math::max);
            }
        }
        return cuts;
    }

    private static void refuseIfNotTaken(
            Watched task, List<TopicPartition> inputs, Map<TopicPartition, LiveResults.Seen> seen) {
        boolean taken = inputs.isEmpty() || seen.values().stream().anyMatch(found -> found.firstNew() >= 0);
        if (!taken) {
            List<String> problems = new ArrayList<>();
            problems.add(
                    "--until live: no result in topic " + task.topic + " carries the fingerprint of task " + task.task
                            + ", " + task.fingerprint
                            + ", as the last of its partition: the application has not taken the model"
                            + " yet. Roll it out first; if it computes on another kind of device or with another precision,"
                            + " say --live-fingerprint, which its start line and its results show.");
            throw new ConfigException(problems);
        }
    }
}
