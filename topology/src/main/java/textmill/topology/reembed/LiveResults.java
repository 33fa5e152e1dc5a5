package textmill.topology.reembed;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import textmill.topology.result.ResultMark;
import textmill.topology.result.ResultMarks;

/**
 * Reads the end of a topic of live results, further and further back, until every input partition has shown a result of
 * another model. Used by one thread.
 */
final class LiveResults {
    private static final long FIRST_STEP = 2_000;
    private static final int GROWTH = 4;
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;
    private final ResultMarks marks;

    /** @param consumer of committed data, assigned to nothing that somebody else needs */
    LiveResults(Consumer<byte[], byte[]> consumer, ResultMarks marks) {
        this.consumer = consumer;
        this.marks = marks;
    }

    /**
     * What was seen of the results of one input partition.
     *
     * @param lastOther greatest source offset of a result of another model, -1 if there is none
     * @param firstNew least source offset of a result of the model behind it, -1 if there is none
     */
    record Seen(long lastOther, long firstNew) {
        static final Seen NOTHING = new Seen(-1, -1);

        private Seen other(long offset) {
            return new Seen(Math.max(lastOther, offset), firstNew);
        }

        private Seen ours(long offset) {
            return offset > lastOther && (firstNew < 0 || offset < firstNew) ? new Seen(lastOther, offset) : this;
        }
    }

    /**
     * Looks at the results of some input partitions.
     *
     * @param inputs those that hold anything
     * @param fingerprint of the model
     */
    Map<TopicPartition, Seen> look(String topic, List<TopicPartition> inputs, String fingerprint) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(LiveResults::partition)
                .toList();
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        boolean aligned = isAligned(inputs, partitions.size());
        long step = FIRST_STEP;
        while (true) {
            Range range = Range.of(beginnings, ends, step);
            Map<TopicPartition, Seen> seen = new HashMap<>();
            read(range, mark -> !mark.fingerprint().equals(fingerprint), seen, Seen::other);
            boolean whole =
                    aligned && inputs.stream().allMatch(input -> seen.getOrDefault(input, Seen.NOTHING).lastOther >= 0);
            if (whole || range.from.equals(beginnings)) {
                // A second time, because only now it is known behind which offsets to look.
                read(range, mark -> mark.fingerprint().equals(fingerprint), seen, Seen::ours);
                return seen;
            }
            step *= GROWTH;
        }
    }

    /** Whether results stand in the partition of their text, and so in its order; else only the whole topic tells. */
    private boolean isAligned(List<TopicPartition> inputs, int partitions) {
        return inputs.stream()
                .map(TopicPartition::topic)
                .distinct()
                .allMatch(input -> consumer.partitionsFor(input).size() == partitions);
    }

    private static TopicPartition partition(PartitionInfo info) {
        return new TopicPartition(info.topic(), info.partition());
    }

    private record Range(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
        static Range of(Map<TopicPartition, Long> beginnings, Map<TopicPartition, Long> ends, long step) {
            Map<TopicPartition, Long> from = new HashMap<>();
            beginnings.forEach((partition, beginning) ->
                    from.put(partition, Math.max(beginning, ends.getOrDefault(partition, 0L) - step)));
            return new Range(from, ends);
        }
    }

    private interface Note {
        Seen of(Seen seen, long offset);
    }

    private void read(Range range, Predicate<ResultMark> wanted, Map<TopicPartition, Seen> seen, Note note) {
        consumer.assign(range.from.keySet());
        range.from.forEach(consumer::seek);
        while (range.to.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                marks.of(record).filter(wanted).ifPresent(mark -> {
                    TopicPartition source = new TopicPartition(mark.topic(), mark.partition());
                    seen.put(source, note.of(seen.getOrDefault(source, Seen.NOTHING), mark.offset()));
                });
            }
        }
    }
}
