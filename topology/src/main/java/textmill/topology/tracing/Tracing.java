package textmill.topology.tracing;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import textmill.runtime.engine.EngineObserver;

/** Whether records are followed, and how. Thread-safe. */
public interface Tracing extends AutoCloseable {
    /** Nothing is followed, and costs nothing. */
    Tracing OFF = new Tracing() {};

    /**
     * A record has arrived.
     *
     * @param headers of the record; where it is followed, they name its span from now on, and so do those of everything that
     *     is written for it
     */
    default RecordTrace begin(Headers headers, String topic, int partition, long offset) {
        return RecordTrace.NONE;
    }

    /** What looks at the engine for this; null if nothing does. */
    default @Nullable EngineObserver observer() {
        return null;
    }

    /** Sends what is left. */
    @Override
    default void close() {}
}
