package textmill.topology.health;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts records that retention (or somebody) removed before they were read, and says so. Offsets that were never read lie
 * before the beginning of the log; a mere gap is no proof, markers and compaction make those too. Offsets are counted, so
 * transaction markers among the removed count as well. Written by one thread, read by all.
 */
final class RemovedRecords {
    private static final Logger LOG = LoggerFactory.getLogger(RemovedRecords.class);

    private final ReadPositions positions;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> accounted = new HashMap<>();
    private final Map<TopicPartition, Long> before = new HashMap<>();
    private final List<ReadPositions.Jump> unjudged = new ArrayList<>();

    RemovedRecords(ReadPositions positions, Set<String> topics) {
        this.positions = positions;
        topics.forEach(topic -> counts.put(topic, new LongAdder()));
    }

    /** Records of a topic that this process found removed. */
    long of(String topic) {
        return counts.getOrDefault(topic, new LongAdder()).sum();
    }

    /**
     * Compares what was read with where the logs begin.
     *
     * @param ours partitions that this process reads
     * @param settled whether all others are read by somebody else
     */
    void look(Snapshot snapshot, Set<TopicPartition> ours, boolean settled) {
        unjudged.addAll(positions.drainJumps());
        unjudged.removeIf(jump -> judged(jump, snapshot.logs().get(jump.partition())));
        snapshot.logs().forEach((partition, log) -> {
            Long committed = snapshot.committed().get(partition);
            if (committed == null || committed > log.end()) {
                // Never read, or the topic was deleted and made anew.
                before.remove(partition);
                accounted.remove(partition);
            } else if (ours.contains(partition)) {
                // What the group had committed before this process had the partition: it may have gone on since.
                long resume = Math.min(before.getOrDefault(partition, committed), committed);
                before.remove(partition);
                count(partition, Math.max(resume, positions.of(partition).orElse(resume)), log.start());
            } else if (settled) {
                before.remove(partition);
            } else {
                before.putIfAbsent(partition, committed);
            }
        });
    }

    /** A topic is another one by now: nothing of it is accounted for. */
    void forget(String topic) {
        accounted.keySet().removeIf(partition -> partition.topic().equals(topic));
        before.keySet().removeIf(partition -> partition.topic().equals(topic));
        unjudged.removeIf(jump -> jump.partition().topic().equals(topic));
    }

    /**
     * Counts records of a topic that was made anew, which nobody reads because an offset of the old topic was committed for it.
     *
     * @param from the first of them
     * @param to where reading began
     */
    void passedOver(TopicPartition partition, long from, long to) {
        if (to <= from) {
            return;
        }
        counts.computeIfAbsent(partition.topic(), unused -> new LongAdder()).add(to - from);
        LOG.warn(
                "Up to {} records of {} are not read, offsets {} to {}: the topic was deleted and made anew while the"
                        + " application ran, and an offset of the old one was committed for it by its name. To read them, stop"
                        + " the application and set its offsets back: textmill reset.",
                to - from,
                partition,
                from,
                to - 1);
    }

    private boolean judged(ReadPositions.Jump jump, Snapshot.@Nullable Log log) {
        if (log == null) {
            return false; // its leader has not answered
        }
        if (log.start() > jump.from()) {
            count(jump.partition(), jump.from(), jump.to());
        }
        return true;
    }

    private void count(TopicPartition partition, long from, long to) {
        long begin = Math.max(from, accounted.getOrDefault(partition, 0L));
        if (to <= begin) {
            return;
        }
        accounted.put(partition, to);
        counts.computeIfAbsent(partition.topic(), unused -> new LongAdder()).add(to - begin);
        LOG.warn(
                "{} records of {} were removed before they were read, offsets {} to {}: the topic's retention is shorter"
                        + " than the lag. Raise its retention.ms or retention.bytes, or read faster.",
                to - begin,
                partition,
                begin,
                to - 1);
    }
}
