package textmill.topology.delivery;

import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.TaskResult;
import textmill.topology.deadletter.Origin;
import textmill.topology.decode.Decoded;
import textmill.topology.topics.TopicFacts;

/**
 * A topic to which a computed record goes, or may go.
 *
 * @param name for messages, for example {@code task intents}
 * @param sink name of the sink node
 * @param topic name of the topic
 * @param facts what that topic takes, as far as is known when it is asked
 * @param maker makes the value
 */
public record Output(String name, String sink, String topic, Supplier<TopicFacts> facts, Maker maker) {

    /**
     * A record whose tasks are all computed.
     *
     * @param record as it was read
     * @param origin where it was read
     * @param text the results, one per task of the pipeline in its order
     * @param read the same with their windows, where the text was read in windows
     * @param seen the text itself, as the engine was given it; null where nobody follows the pipeline's records
     */
    public record Computed(
            Record<byte[], byte[]> record,
            Origin origin,
            Outcome.Success text,
            List<TaskResult> read,
            Decoded.@Nullable Text seen) {}

    /** Makes the value of an output record. Used by many threads. */
    public interface Maker {
        /**
         * Makes one value.
         *
         * @param headers headers of the output record; may be added to
         * @return null if this record does not go to this topic
         * @throws org.apache.kafka.common.errors.RetriableException if the schema registry gave no verdict
         * @throws textmill.topology.deadletter.FailedException if the record is to become a dead letter
         * @throws org.apache.kafka.common.errors.SerializationException if this value can never be written
         */
        byte @Nullable [] make(Computed computed, Headers headers);

        /** What makes each of the values, in their order, where one record gives several. */
        default List<Maker> parts(Computed computed) {
            return List.of(this);
        }
    }
}
