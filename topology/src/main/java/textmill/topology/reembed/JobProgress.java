package textmill.topology.reembed;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import textmill.runtime.task.Task;
import textmill.topology.config.ConfigException;

/**
 * How far a job is, kept as the committed offsets of a group that has no members and written in the transactions of its
 * results: what is there and what is said to be there are one. Used by one thread.
 */
final class JobProgress {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int HASH_CHARACTERS = 16;

    private final String group;
    private final String models;
    private final Map<TopicPartition, Stretch> stretches = new HashMap<>();

    /** @param tasks what computes the results */
    JobProgress(String group, Collection<Task> tasks) {
        this.group = group;
        this.models = hash(tasks);
    }

    private static String hash(Collection<Task> tasks) {
        TreeMap<String, String> byName = new TreeMap<>();
        tasks.forEach(task -> byName.put(task.name(), task.fingerprint()));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(byName.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, HASH_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }

    /**
     * Reads what an earlier run left.
     *
     * @return false if there was none
     * @throws ConfigException if the group is somebody else's, or its results are other models'
     */
    boolean load(Consumer<?, ?> consumer, Set<TopicPartition> partitions) {
        stretches.clear();
        for (Map.Entry<TopicPartition, OffsetAndMetadata> entry :
                consumer.committed(partitions, PATIENCE).entrySet()) {
            OffsetAndMetadata committed = entry.getValue();
            if (committed == null) {
                continue;
            }
            Stretch.Found found = Stretch.of(committed)
                    .orElseThrow(
                            () -> new ConfigException(
                                    List.of(
                                            "Group " + group
                                                    + " has offsets that no reembedding wrote: it is somebody else's. Choose another --suffix.")));
            if (!found.models().equals(models)) {
                throw new ConfigException(List.of("Group " + group
                        + " holds the progress of a reembedding by other models (or on another kind of device): its"
                        + " topics must not mix them. Finish it with those, or choose another --suffix."));
            }
            stretches.put(entry.getKey(), found.stretch());
        }
        return !stretches.isEmpty();
    }

    /** Begins a job. */
    void begin(Map<TopicPartition, Stretch> all) {
        stretches.clear();
        stretches.putAll(all);
    }

    /** The stretches of all partitions. */
    Map<TopicPartition, Stretch> stretches() {
        return Map.copyOf(stretches);
    }

    Stretch of(TopicPartition partition) {
        Stretch stretch = stretches.get(partition);
        if (stretch == null) {
            throw new IllegalArgumentException(partition + " is no part of the job");
        }
        return stretch;
    }

    Set<TopicPartition> partitions() {
        Set<TopicPartition> sorted =
                new TreeSet<>(Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
        sorted.addAll(stretches.keySet());
        return sorted;
    }

    void put(TopicPartition partition, Stretch stretch) {
        stretches.put(partition, stretch);
    }

    boolean isDone() {
        return stretches.values().stream().allMatch(Stretch::isDone);
    }

    long left() {
        return stretches.values().stream().mapToLong(Stretch::left).sum();
    }

    /**
     * Adds the progress to the open transaction.
     *
     * @param nobody the group without members
     */
    void send(Producer<?, ?> producer, Map<TopicPartition, Stretch> changed, ConsumerGroupMetadata nobody) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        changed.forEach((partition, stretch) -> offsets.put(partition, stretch.committed(models)));
        producer.sendOffsetsToTransaction(offsets, nobody);
    }
}
