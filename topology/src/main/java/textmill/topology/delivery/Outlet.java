package textmill.topology.delivery;

import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskResult;
import textmill.topology.deadletter.Origin;
import textmill.topology.topics.TopicFacts;

/**
 * Where the results of one task go.
 *
 * @param name of the task in its pipeline
 * @param task what the engine computes
 * @param sink name of the sink node
 * @param topic name of the topic
 * @param facts what that topic takes, as far as is known when it is asked
 * @param writer makes the value
 */
public record Outlet(String name, Task task, String sink, String topic, Supplier<TopicFacts> facts, Writer writer) {

    /** The same without the task, for the one at an index of the request. */
    Output output(int index) {
        return new Output("task " + name, sink, topic, facts, new ResultMaker(writer, index));
    }

    /** Makes the value of an output record. Used by many threads. */
    public interface Writer {
        /**
         * Serialises one result.
         *
         * @param headers headers of the output record; a serialiser may add to them
         * @throws org.apache.kafka.common.errors.RetriableException if the schema registry gave no verdict
         * @throws org.apache.kafka.common.errors.SerializationException if this result can never be written
         */
        byte[] write(Origin origin, Headers headers, Outcome.Success text, TaskResult result);

        /** Whether a text that was read in windows gives a record for each of them, and none for the whole. */
        default boolean writesWindows() {
            return false;
        }
    }
}
