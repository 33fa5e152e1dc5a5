package textmill.topology.delivery;

import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import textmill.runtime.engine.Outcome;
import textmill.topology.anomaly.Verdict;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Origin;

/**
 * Is told of a pipeline's records once what they ended with has been forwarded; its transaction may still be aborted, and
 * then the record comes again. Called by stream threads: must neither wait nor throw, nor change what it is given.
 */
public interface Onlooker {
    /** Nobody looks on. */
    Onlooker NONE = new Onlooker() {
        @Override
        public void computed(
                Record<byte[], byte[]> record, Origin origin, Outcome.Success text, @Nullable Verdict verdict) {}

        @Override
        public void failed(Record<byte[], byte[]> record, Origin origin, Failure failure) {}
    };

    /**
     * Results were forwarded.
     *
     * @param record as it was read
     * @param text those of the text as a whole, one per task of the pipeline in its order
     * @param verdict how unusual the text is, or null where nobody judges
     */
    void computed(Record<byte[], byte[]> record, Origin origin, Outcome.Success text, @Nullable Verdict verdict);

    /**
     * A dead letter was forwarded.
     *
     * @param record as it was read
     */
    void failed(Record<byte[], byte[]> record, Origin origin, Failure failure);
}
