package textmill.topology.delivery;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
import textmill.topology.topics.TopicFacts;

/**
 * How the records of a pipeline are followed.
 *
 * @param everyText where something goes for every text, tombstones too; its maker is not asked
 * @param occasional where something goes now and then
 * @param own the topic that is read besides
 * @param store what followers remember
 * @param opener opens one for a processor
 */
public record Following(
        Output everyText, List<Output> occasional, Optional<OwnTopic> own, StoreBuilder<?> store, Opener opener) {

    /** Copies the list. */
    public Following {
        occasional = List.copyOf(occasional);
    }

    /**
     * A topic that followers read. Its records are taken by the processor of the partition of the same number.
     *
     * @param source name of the source node
     * @param sink name of the node by which records go to the partition that they are for
     * @param topic its name
     * @param facts what it takes, as far as is known when it is asked
     * @param partitioner knows that partition
     */
    public record OwnTopic(
            String source,
            String sink,
            String topic,
            Supplier<TopicFacts> facts,
            StreamPartitioner<byte[], byte[]> partitioner) {}

    /** Opens followers; called by stream threads. */
    @FunctionalInterface
    public interface Opener {
        /** A follower that remembers in the store of this processor; closed by its caller. */
        Follower open(ProcessorContext<byte[], byte[]> context);
    }
}
