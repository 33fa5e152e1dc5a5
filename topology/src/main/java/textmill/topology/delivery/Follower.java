package textmill.topology.delivery;

import java.util.List;
import org.apache.kafka.streams.processor.api.Record;
import textmill.topology.anomaly.Verdict;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Origin;

/**
 * Follows the records of one processor in the order in which they are forwarded, and remembers in a store of Kafka Streams:
 * what it remembers is part of the transaction that their outputs are in. Used by the stream thread only.
 */
public interface Follower extends AutoCloseable {

    /**
     * What it has to say of the next computed record. Changes nothing: the record may come again, or become a dead
     * letter.
     */
    Remarks on(Output.Computed computed);

    /**
     * Takes a record of its own topic.
     *
     * @param origin where it was read
     */
    Reply take(Record<byte[], byte[]> record, Origin origin);

    /** Lets go of what it has in memory; the store stays. */
    @Override
    void close();

    /**
     * What is said of a record.
     *
     * @param outputs records that go out with it; their makers are asked before anything is learnt
     * @param verdict how unusual its text is
     * @param learn remembers the record; called once all of its outputs are sure to be forwarded
     */
    record Remarks(List<Output> outputs, Verdict verdict, Runnable learn) {
        /** Copies the list. */
        public Remarks {
            outputs = List.copyOf(outputs);
        }
    }

    /** What becomes of a record of its own topic. */
    sealed interface Reply {
        /** It is taken. */
        record Taken() implements Reply {}

        /** It is for another partition of the same topic. */
        record PassOn() implements Reply {}

        /**
         * It can never be read.
         *
         * @param failure why
         */
        record Unreadable(Failure failure) implements Reply {}
    }
}
