package textmill.topology.reembed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import textmill.topology.Preflight;
import textmill.topology.config.ConfigException;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.TaskSettings;
import textmill.topology.config.TextmillConfig;
import textmill.topology.delivery.Delivery;
import textmill.topology.delivery.Outlet;
import textmill.topology.delivery.PipelineDelivery;
import textmill.topology.start.BriefAdmin;

/** From where to where a job goes in each partition. Used by one thread. */
final class Extents {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Consumer<byte[], byte[]> consumer;
    private final ReembedSettings settings;
    private final ReembedJob.Names names;
    private final List<PipelineConfig> pipelines;

    Extents(Consumer<byte[], byte[]> consumer, ReembedSettings settings, ReembedJob.Names names) {
        this.consumer = consumer;
        this.settings = settings;
        this.names = names;
        this.pipelines = Objects.requireNonNull(names.live().applications().get(names.application()));
    }

    /** Partitions of the input. */
    Set<TopicPartition> partitions() {
        Set<String> topics = new LinkedHashSet<>();
        pipelines.forEach(pipeline -> topics.addAll(pipeline.inputTopics()));
        return partitions(topics);
    }

    private Set<TopicPartition> partitions(Set<String> topics) {
        Set<TopicPartition> partitions = new LinkedHashSet<>();
        topics.forEach(topic -> consumer.partitionsFor(topic, PATIENCE)
                .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition()))));
        return partitions;
    }

    /** A new job's. */
    Map<TopicPartition, Stretch> begin(Supplier<Map<TopicPartition, Long>> cuts) {
        Set<TopicPartition> partitions = partitions();
        Map<TopicPartition, Long> beginnings = beginnings(partitions);
        Map<TopicPartition, Long> ends = settings.untilLive() ? cuts.get() : consumer.endOffsets(partitions, PATIENCE);
        Map<TopicPartition, Stretch> stretches = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long from = beginnings.getOrDefault(partition, 0L);
            stretches.put(partition, new Stretch(from, from, Math.max(from, ends.getOrDefault(partition, from))));
        }
        return stretches;
    }

    private Map<TopicPartition, Long> beginnings(Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> beginnings = new HashMap<>(consumer.beginningOffsets(partitions, PATIENCE));
        if (settings.from() != null) {
            Map<TopicPartition, Long> times = new HashMap<>();
            partitions.forEach(partition -> times.put(partition, settings.from().toEpochMilli()));
            Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times, PATIENCE);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            partitions.forEach(partition -> {
                OffsetAndTimestamp first = found.get(partition);
                beginnings.put(partition, first == null ? ends.getOrDefault(partition, 0L) : first.offset());
            });
        }
        return beginnings;
    }

    /** Ends of the partitions that hold anything. */
    Map<TopicPartition, Long> ends() {
        Set<TopicPartition> partitions = partitions();
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, PATIENCE);
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions, PATIENCE));
        ends.entrySet().removeIf(end -> end.getValue() <= beginnings.getOrDefault(end.getKey(), 0L));
        return ends;
    }

    /** What the application itself has committed. */
    Map<TopicPartition, Long> committedByTheApplication() {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        try (Admin admin = new BriefAdmin(Preflight.adminConfig(names.live(), PATIENCE))) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(names.application())
                    .partitionsToOffsetAndMetadata()
                    .get();
            committed.forEach((partition, offset) -> {
                if (offset != null) {
                    offsets.put(partition, offset.offset());
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
        return offsets;
    }

    /** The results of the application by which the cut-over is seen. */
    List<CutOver.Watched> watched(Delivery target) {
        List<CutOver.Watched> watched = new ArrayList<>();
        for (PipelineConfig pipeline : pipelines) {
            for (TaskSettings task : pipeline.tasks()) {
                String fingerprint = settings.liveFingerprint() == null
                        ? fingerprint(target, pipeline, task)
                        : settings.liveFingerprint();
                watched.add(new CutOver.Watched(task.name(), task.topic(), fingerprint, pipeline.inputTopics()));
            }
        }
        return watched;
    }

    private static String fingerprint(Delivery target, PipelineConfig pipeline, TaskSettings task) {
        for (PipelineDelivery delivery : target.pipelines()) {
            if (delivery.name().equals(pipeline.name())) {
                for (Outlet outlet : delivery.results()) {
                    if (outlet.name().equals(task.name())) {
                        return outlet.task().fingerprint();
                    }
                }
            }
        }
        throw new IllegalArgumentException("no task " + task.name());
    }

    /** @throws ConfigException if the new topics hold something: nothing says what */
    void requireEmpty(Delivery target) {
        Set<String> topics = new HashSet<>();
        TextmillConfig config = names.target();
        Objects.requireNonNull(config.applications().get(names.group())).forEach(pipeline -> {
            topics.addAll(pipeline.outputTopics().values());
            topics.add(pipeline.deadLetterTopic());
        });
        Set<TopicPartition> partitions = partitions(topics);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, PATIENCE);
        Set<String> full = new LinkedHashSet<>();
        consumer.endOffsets(partitions, PATIENCE).forEach((partition, end) -> {
            if (end > beginnings.getOrDefault(partition, 0L)) {
                full.add(partition.topic());
            }
        });
        if (!full.isEmpty()) {
            throw new ConfigException(
                    List.of(
                            String.join(", ", full) + " already hold records, and group " + names.group()
                                    + " has no progress: either they are no new topics, or Kafka has forgotten the progress"
                                    + " (offsets.retention.minutes). Choose another --suffix, or delete them and begin again."));
        }
    }
}
