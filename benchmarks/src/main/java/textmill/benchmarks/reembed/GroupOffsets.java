package textmill.benchmarks.reembed;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import textmill.benchmarks.kafka.Bed;
import textmill.benchmarks.kafka.TopologyPipeline;
import textmill.topology.reembed.NewTopics;

/** What the application's group and the job's have committed. Used by one thread. */
final class GroupOffsets implements AutoCloseable {
    private static final String JOB = NewTopics.group(TopologyPipeline.APPLICATION, ReembedJobProcess.SUFFIX);

    private final Admin admin;

    GroupOffsets(Bed bed) {
        this.admin = Admin.create(Map.of("bootstrap.servers", bed.bootstrapServers()));
    }

    /** How many of the first messages are in a partition: they go there in turn. */
    static int inPartition(int partition, int messages) {
        return (messages + Bed.PARTITIONS - 1 - partition) / Bed.PARTITIONS;
    }

    /** Has the application begin behind the first messages, as if it had computed them, by whatever model. */
    void beginBehind(int messages) throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> begin = new HashMap<>();
        for (int partition = 0; partition < Bed.PARTITIONS; partition++) {
            begin.put(
                    new TopicPartition(Bed.INPUT, partition), new OffsetAndMetadata(inPartition(partition, messages)));
        }
        try {
            admin.alterConsumerGroupOffsets(TopologyPipeline.APPLICATION, begin)
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the application's offsets could not be set", e.getCause());
        }
    }

    /** Messages that the job has done and committed. */
    long doneByTheJob() throws InterruptedException {
        try {
            return admin.listConsumerGroupOffsets(JOB).partitionsToOffsetAndMetadata().get().values().stream()
                    .filter(Objects::nonNull)
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the job's offsets could not be read", e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
