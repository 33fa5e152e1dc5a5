package textmill.cli.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/** What a reset of a group would do, partition by partition. */
record ResetPlan(List<Step> steps) {

    /**
     * One partition.
     *
     * @param committed null if nothing is
     * @param target where it would be
     * @param end behind the last record
     */
    record Step(TopicPartition partition, @Nullable Long committed, long target, long end) {}

    /** Asks the brokers. */
    static ResetPlan of(Admin admin, String group, List<String> topics, ResetTarget target)
            throws InterruptedException {
        List<TopicPartition> partitions = new ArrayList<>();
        for (TopicDescription topic :
                await(admin.describeTopics(topics).allTopicNames()).values()) {
            topic.partitions().forEach(info -> partitions.add(new TopicPartition(topic.name(), info.partition())));
        }
        partitions.sort(Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
        Map<TopicPartition, Long> beginnings = offsets(admin, partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
        Long millis = target.millis();
        Map<TopicPartition, Long> times =
                millis == null ? Map.of() : offsets(admin, partitions, OffsetSpec.forTimestamp(millis));
        Map<TopicPartition, OffsetAndMetadata> committed = committed(admin, group);
        List<Step> steps = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            long end = ends.getOrDefault(partition, 0L);
            OffsetAndMetadata now = committed.get(partition);
            Long offset = now == null ? null : now.offset();
            long atTime = times.getOrDefault(partition, -1L);
            long wanted = target.of(beginnings.getOrDefault(partition, 0L), end, offset, atTime < 0 ? end : atTime);
            steps.add(new Step(partition, offset, wanted, end));
        }
        return new ResetPlan(List.copyOf(steps));
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, List<TopicPartition> partitions, OffsetSpec spec)
            throws InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> found :
                await(admin.listOffsets(asked).all()).entrySet()) {
            offsets.put(found.getKey(), found.getValue().offset());
        }
        return offsets;
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group)
            throws InterruptedException {
        try {
            return await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        } catch (KafkaException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw e;
        }
    }

    private static <T> T await(KafkaFuture<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new KafkaException(
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e.getCause());
        }
    }

    /** Records that would be computed once more. */
    long again() {
        return steps.stream()
                .mapToLong(step -> step.committed == null ? 0 : Math.max(0, step.committed - step.target))
                .sum();
    }

    /** Records that would never be computed. */
    long left() {
        return steps.stream()
                .mapToLong(step -> step.committed == null ? 0 : Math.max(0, step.target - step.committed))
                .sum();
    }
}
