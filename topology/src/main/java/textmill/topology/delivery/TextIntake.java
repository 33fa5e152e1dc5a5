package textmill.topology.delivery;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Record;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Reason;
import textmill.topology.decode.Decoded;
import textmill.topology.tracing.Tracing;

/** Decodes records and hands their texts to the engine. One per processor, used by its thread only. */
final class TextIntake implements AutoCloseable {
    private final Decoding decoding;
    private final Submission submission;
    private final Limits limits;
    private final Tracing tracing;

    TextIntake(Decoding decoding, Submission submission, Limits limits, Tracing tracing) {
        this.decoding = decoding;
        this.submission = submission;
        this.limits = limits;
        this.tracing = tracing;
    }

    /** Starts a record that was just added to its queue: afterwards it is undecoded, with the engine, or ended. */
    void begin(PartitionFifo fifo, InFlight inFlight) {
        Record<byte[], byte[]> record = inFlight.record;
        byte[] value = record.value();
        inFlight.follow(tracing.begin(
                record.headers(), inFlight.origin.topic(), inFlight.origin.partition(), inFlight.origin.offset()));
        Header noTimestamp = record.headers().lastHeader(NoTimestamp.HEADER);
        if (noTimestamp != null) {
            record.headers().remove(NoTimestamp.HEADER);
            inFlight.endWith(deadLetter(
                    Reason.TIMESTAMP_MISSING, "the record has no timestamp (-1), which Kafka Streams cannot write"));
        } else if (value == null) {
            inFlight.endWith(new Ending.Tombstone());
        } else if (limits.isStopping()) {
            // Read after the stop began: never started, so that the next owner reads it again.
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            fifo.undecoded(1);
        } else if (!decode(inFlight, value, limits.left())) {
            fifo.undecoded(1);
        }
    }

    /** Goes on with records whose schema has become known. */
    void resume(PartitionFifo fifo) {
        if (fifo.undecoded() == 0 || limits.isStopping()) {
            return;
        }
        fifo.iterator().forEachRemaining(inFlight -> {
            byte[] value = inFlight.record.value();
            if (value != null && inFlight.isUndecoded() && decode(inFlight, value, Duration.ZERO)) {
                fifo.undecoded(-1);
            }
        });
    }

    /** True if the record is now with the engine or ended, false if it must wait for the registry. */
    private boolean decode(InFlight inFlight, byte[] value, Duration longestWait) {
        Decoded decoded = decoding.decode(inFlight, value);
        if (decoded == null) {
            return false;
        }
        if (decoded instanceof Decoded.Text text) {
            submission.submit(inFlight, text, longestWait);
        } else if (decoded instanceof Decoded.Unreadable unreadable) {
            inFlight.endWith(new Ending.DeadLetter(unreadable.failure()));
        } else if (limits.settings().nullTextIsDeadLetter()) {
            inFlight.endWith(deadLetter(Reason.NULL_TEXT, "the text is null and null.text = dead-letter"));
        } else {
            inFlight.endWith(new Ending.Skip());
        }
        return true;
    }

    private static Ending deadLetter(Reason reason, String message) {
        return new Ending.DeadLetter(Failure.of(reason, message));
    }

    @Override
    public void close() {
        decoding.close();
    }
}
