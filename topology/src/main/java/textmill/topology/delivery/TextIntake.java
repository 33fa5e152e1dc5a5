package textmill.topology.delivery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextFlags;
import textmill.runtime.text.TextPrefix;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Reason;
import textmill.topology.decode.Decoded;
import textmill.topology.decode.SchemaGate;
import textmill.topology.decode.TextDecoder;

/** Decodes records and hands their texts to the engine. One per processor, used by its thread only. */
final class TextIntake {
    private final InferenceEngine engine;
    private final List<Task> tasks;
    private final TextDecoder decoder;
    private final Delivery.Shared shared;

    TextIntake(InferenceEngine engine, List<Task> tasks, TextDecoder decoder, Delivery.Shared shared) {
        this.engine = engine;
        this.tasks = tasks;
        this.decoder = decoder;
        this.shared = shared;
    }

    /** Starts a record that was just added to its queue: afterwards it is undecoded, with the engine, or ended. */
    void begin(PartitionFifo fifo, InFlight inFlight) {
        Record<byte[], byte[]> record = inFlight.record;
        byte[] value = record.value();
        Header noTimestamp = record.headers().lastHeader(NoTimestamp.HEADER);
        if (noTimestamp != null) {
            record.headers().remove(NoTimestamp.HEADER);
            inFlight.endWith(deadLetter(
                    Reason.TIMESTAMP_MISSING, "the record has no timestamp (-1), which Kafka Streams cannot write"));
        } else if (value == null) {
            inFlight.endWith(new Ending.Tombstone());
        } else if (shared.isStopping()) {
            // Read after the stop began: never started, so that the next owner reads it again.
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            fifo.undecoded(1);
        } else if (!decode(inFlight, value, shared.budget().left())) {
            fifo.undecoded(1);
        }
    }

    /** Goes on with records whose schema has become known. */
    void resume(PartitionFifo fifo) {
        if (fifo.undecoded() == 0 || shared.isStopping()) {
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
        SchemaGate gate = shared.gate();
        CompletableFuture<@Nullable Decoded> schema = inFlight.schema();
        if (schema == null) {
            schema = gate.pass(inFlight.origin.topic(), inFlight.record.headers(), value);
        }
        Decoded decoded = null;
        if (schema != null) {
            if (!schema.isDone()) {
                inFlight.waitFor(schema);
                return false;
            }
            decoded = schema.join();
        }
        try {
            if (decoded == null) {
                decoded = decoder.decode(inFlight.origin.topic(), inFlight.record.headers(), value);
            }
        } catch (RetriableException e) {
            gate.close(inFlight.record.headers(), value);
            inFlight.waitFor(gate.pass(inFlight.origin.topic(), inFlight.record.headers(), value));
            return false;
        }
        act(inFlight, decoded, longestWait);
        return true;
    }

    private void act(InFlight inFlight, Decoded decoded, Duration longestWait) {
        if (decoded instanceof Decoded.Text text) {
            submit(inFlight, text, longestWait);
        } else if (decoded instanceof Decoded.Unreadable unreadable) {
            inFlight.endWith(new Ending.DeadLetter(unreadable.failure()));
        } else if (shared.settings().nullTextIsDeadLetter()) {
            inFlight.endWith(deadLetter(Reason.NULL_TEXT, "the text is null and null.text = dead-letter"));
        } else {
            inFlight.endWith(new Ending.Skip());
        }
    }

    private void submit(InFlight inFlight, Decoded.Text text, Duration longestWait) {
        String seen = TextPrefix.of(text.text(), shared.settings().maxTextCharacters());
        long began = System.nanoTime();
        try {
            CompletableFuture<Outcome> request =
                    engine.submit(seen, tasks, longestWait).toCompletableFuture();
            long now = System.nanoTime();
            shared.budget().spend(now - began);
            inFlight.flag(new TextFlags(seen.length() < text.text().length(), false, text.substituted()));
            inFlight.submitted(request, now);
            shared.counters().submitted();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StreamsException("interrupted while " + inFlight.origin + " waited for room in the window", e);
        }
    }

    private static Ending deadLetter(Reason reason, String message) {
        return new Ending.DeadLetter(Failure.of(reason, message));
    }
}
