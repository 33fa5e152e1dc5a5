package textmill.topology.health;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;

/**
 * What the brokers said at one moment.
 *
 * @param topics every watched topic
 * @param logs the logs of the input topics whose leader answered
 * @param committed the group's offsets; partitions never committed are missing, all are if something is wrong with it
 * @param group what is wrong with the group, if anything is
 */
record Snapshot(
        Map<String, Topic> topics,
        Map<TopicPartition, Log> logs,
        Map<TopicPartition, Long> committed,
        Optional<String> group) {

    /**
     * One topic.
     *
     * @param id what tells it from a later one of the same name; empty if it does not exist or may not be seen
     * @param refusal why nothing is known about it, if so
     * @param leaderless partitions that nobody leads
     * @param partitions number of partitions
     * @param allowed what this principal may do; empty if the brokers did not say
     */
    record Topic(
            Optional<String> id,
            Optional<String> refusal,
            List<Integer> leaderless,
            int partitions,
            Set<AclOperation> allowed) {
        static Topic missing() {
            return new Topic(Optional.empty(), Optional.empty(), List.of(), 0, Set.of());
        }

        static Topic refused(String why) {
            return new Topic(Optional.empty(), Optional.of(why), List.of(), 0, Set.of());
        }

        boolean exists() {
            return id.isPresent() || refusal.isPresent();
        }
    }

    /**
     * A log as far as this application can read it.
     *
     * @param start its first offset
     * @param end the offset behind its last readable record; the last stable offset under exactly-once
     */
    record Log(long start, long end) {}
}
