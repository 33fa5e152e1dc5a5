package textmill.cli.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import textmill.topology.Preflight;
import textmill.topology.config.TextmillConfig;
import textmill.topology.health.FirstLook;

/**
 * One application as the brokers see it.
 *
 * @param name of the group
 * @param state as Kafka calls it, in lower case; {@code unknown} if there is no such group
 * @param members client ids with their hosts
 * @param partitions of the input, by topic and number
 */
record GroupStatus(String name, String state, List<String> members, List<Partition> partitions) {

    /**
     * One partition of the input.
     *
     * @param committed offset, -1 if there is none
     * @param records that are behind it, markers left out where none else is left
     * @param seconds age of the oldest of them
     * @param owner the member that reads it, empty if nobody does
     */
    record Partition(String topic, int number, long committed, long records, double seconds, String owner) {}

    /** The state of a group, its members, and who has which partition. */
    private record Group(String state, List<String> members, Map<TopicPartition, String> owners) {}

    static GroupStatus of(Admin admin, TextmillConfig config, String name) throws InterruptedException {
        Group group = group(admin, name);
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        try {
            committed.putAll(admin.listConsumerGroupOffsets(name)
                    .partitionsToOffsetAndMetadata()
                    .get());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ApiException)) {
                throw new KafkaException(e.getCause());
            }
        }
        FirstLook look = Preflight.look(config, name);
        List<Partition> partitions = look.lags().stream()
                .map(lag -> {
                    OffsetAndMetadata offset = committed.get(lag.partition());
                    return new Partition(
                            lag.partition().topic(),
                            lag.partition().partition(),
                            offset == null ? -1 : offset.offset(),
                            lag.records(),
                            lag.seconds(),
                            group.owners.getOrDefault(lag.partition(), ""));
                })
                .sorted(Comparator.comparing(Partition::topic).thenComparing(Partition::number))
                .toList();
        return new GroupStatus(name, group.state, group.members, partitions);
    }

    long records() {
        return partitions.stream().mapToLong(Partition::records).sum();
    }

    double seconds() {
        return partitions.stream().mapToDouble(Partition::seconds).max().orElse(0);
    }

    /** A group of either protocol. */
    private static Group group(Admin admin, String name) throws InterruptedException {
        try {
            return ofConsumers(admin.describeConsumerGroups(List.of(name))
                    .all()
                    .get()
                    .values()
                    .iterator()
                    .next());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ApiException)) {
                throw new KafkaException(e.getCause());
            }
        }
        try {
            return ofStreams(admin.describeStreamsGroups(List.of(name))
                    .all()
                    .get()
                    .values()
                    .iterator()
                    .next());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ApiException)) {
                throw new KafkaException(e.getCause());
            }
            return new Group("unknown", List.of(), Map.of());
        }
    }

    private static Group ofConsumers(ConsumerGroupDescription found) {
        List<String> members = new ArrayList<>();
        Map<TopicPartition, String> owners = new HashMap<>();
        found.members().forEach(member -> {
            String who = member.clientId() + member.host();
            members.add(who);
            member.assignment().topicPartitions().forEach(partition -> owners.put(partition, who));
        });
        return new Group(word(found.groupState().toString()), members, owners);
    }

    private static Group ofStreams(StreamsGroupDescription found) {
        List<String> members = new ArrayList<>();
        Map<TopicPartition, String> owners = new HashMap<>();
        Map<String, List<String>> topics = new HashMap<>();
        found.subtopologies().forEach(part -> topics.put(part.subtopologyId(), List.copyOf(part.sourceTopics())));
        found.members().forEach(member -> {
            String who = member.clientId() + member.clientHost();
            members.add(who);
            member.assignment().activeTasks().forEach(tasks -> topics.getOrDefault(tasks.subtopologyId(), List.of())
                    .forEach(topic ->
                            tasks.partitions().forEach(number -> owners.put(new TopicPartition(topic, number), who))));
        });
        return new Group(word(found.groupState().toString()), members, owners);
    }

    private static String word(String state) {
        return state.toLowerCase(Locale.ROOT);
    }
}
