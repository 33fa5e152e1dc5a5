package textmill.topology.tracing;

import org.jspecify.annotations.Nullable;

/** The span of one record, from its arrival to its ending. Used by the stream thread that owns the record. */
public interface RecordTrace {
    /** Of a record that nobody follows. */
    RecordTrace NONE = new RecordTrace() {};

    /** Does something that asks whose text it is: the engine does when a text is submitted. */
    default void during(Interruptible work) throws InterruptedException {
        work.run();
    }

    /**
     * The record has ended.
     *
     * @param ending how, for example {@code result}
     * @param reason code of what was wrong with it, or null
     */
    default void end(String ending, @Nullable String reason) {}

    /** Work that may wait. */
    @FunctionalInterface
    interface Interruptible {
        /** Does it. */
        void run() throws InterruptedException;
    }
}
