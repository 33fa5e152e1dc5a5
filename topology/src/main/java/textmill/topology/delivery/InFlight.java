package textmill.topology.delivery;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import textmill.runtime.engine.Outcome;
import textmill.runtime.text.TextFlags;
import textmill.topology.deadletter.Origin;
import textmill.topology.decode.Decoded;
import textmill.topology.tracing.RecordTrace;

/**
 * One record between its arrival and its ending: undecoded (its schema is being asked for, or the intake is closed), with
 * the engine, or ended and waiting for its turn. Used by the stream thread only.
 */
final class InFlight {
    final Record<byte[], byte[]> record;
    final Origin origin;
    private final long bytes;
    private final long readNanos = System.nanoTime();
    private @Nullable CompletableFuture<@Nullable Decoded> schema;
    private @Nullable CompletableFuture<Outcome> request;
    private @Nullable Ending ending;
    private long submittedNanos;
    private TextFlags flags = TextFlags.NONE;
    private Decoded.@Nullable Text seen;
    private RecordTrace trace = RecordTrace.NONE;

    InFlight(Record<byte[], byte[]> record, Origin origin) {
        this.record = record;
        this.origin = origin;
        byte[] key = record.key();
        byte[] value = record.value();
        this.bytes = (key == null ? 0L : key.length) + (value == null ? 0L : value.length);
    }

    /** Bytes of key and value. */
    long bytes() {
        return bytes;
    }

    /** The question for the schema that this record waits for, or null. */
    @Nullable
    CompletableFuture<@Nullable Decoded> schema() {
        return schema;
    }

    void waitFor(@Nullable CompletableFuture<@Nullable Decoded> question) {
        schema = question;
    }

    boolean isUndecoded() {
        return request == null && ending == null;
    }

    boolean isSubmitted() {
        return request != null;
    }

    void submitted(CompletableFuture<Outcome> pending, long nowNanos) {
        request = pending;
        submittedNanos = nowNanos;
    }

    /** Remembers what happened to the text before the engine saw it; its results will say so. */
    void flag(TextFlags seen) {
        flags = seen;
    }

    /** Keeps the text for whoever follows the record. */
    void keep(Decoded.Text text) {
        seen = text;
    }

    /** The text as the engine was given it; null if it is not kept. */
    Decoded.@Nullable Text seen() {
        return seen;
    }

    void endWith(Ending known) {
        ending = known;
    }

    /** The ending, or null if it is not known yet. Throws what the engine failed with, if it gave no verdict. */
    @Nullable
    Ending ending() {
        if (ending == null && request != null && request.isDone()) {
            ending = Endings.of(request.join(), flags);
        }
        return ending;
    }

    void follow(RecordTrace followed) {
        trace = followed;
    }

    RecordTrace trace() {
        return trace;
    }

    /** It is read again, by whoever gets its partition. */
    void giveBack() {
        trace.end("returned", null);
    }

    /** Says how long it took. */
    void leave(Ending forwarded, long beganNanos, DeliveryObserver observer) {
        long now = System.nanoTime();
        observer.forwarded(now - beganNanos);
        trace.end(
                forwarded.word(),
                forwarded instanceof Ending.DeadLetter letter
                        ? letter.failure().reason().code()
                        : null);
        if (forwarded instanceof Ending.Results) {
            observer.answered(origin.topic(), record.timestamp(), now - readNanos);
        }
    }

    /** Nanoseconds since it was read. */
    long ageNanos() {
        return System.nanoTime() - readNanos;
    }

    /** Nanoseconds since the engine was asked; 0 if it was not. */
    long waitingNanos(long nowNanos) {
        return request == null || request.isDone() ? 0 : nowNanos - submittedNanos;
    }
}
