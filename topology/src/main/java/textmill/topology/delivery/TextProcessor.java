package textmill.topology.delivery;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import textmill.topology.deadletter.Origin;

/**
 * Takes records as bytes, has their texts computed, and forwards what they ended with strictly in input order per
 * partition. It never throws on behalf of an earlier record except to end the thread, and holds no state that a crash
 * could lose: what it has not forwarded is not committed, and is read again; what follows its records remembers them in a
 * store, in the same transaction.
 */
final class TextProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    /** How often endings are looked for while anything is in flight. */
    private static final Duration ROUND = Duration.ofMillis(5);

    private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

    private final Supplier<TextIntake> intakes;
    private final Function<ProcessorContext<byte[], byte[]>, Exit> exits;
    private final PartitionFifos fifos;
    private final Limits limits;
    private @Nullable Running running;

    TextProcessor(
            Supplier<TextIntake> intakes,
            Function<ProcessorContext<byte[], byte[]>, Exit> exits,
            PartitionFifos fifos,
            Limits limits) {
        this.intakes = intakes;
        this.exits = exits;
        this.fifos = fifos;
        this.limits = limits;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        running = new Running(context, intakes.get(), exits.apply(context));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Running now = running();
        RecordMetadata at = now.context
                .recordMetadata()
                .filter(metadata -> metadata.offset() >= 0)
                .orElseThrow(() -> new IllegalStateException("a text came from no input record: the processor must"
                        + " follow a source node, without a punctuator in between"));
        Origin origin = new Origin(at.topic(), at.partition(), at.offset());
        if (now.out.takes(record, origin)) {
            commit(now, true);
            return;
        }
        PartitionFifo fifo = fifos.of(at.topic(), at.partition());
        awaitRoom(now, fifo);
        InFlight arrived = new InFlight(record, origin);
        fifo.add(arrived);
        now.intake.begin(fifo, arrived);
        forwardEnded(now, fifo);
        commit(now, fifo.isEmpty());
    }

    /** Rounds go on until everything is forwarded and committed. */
    private void commit(Running now, boolean idle) {
        if (!now.out.commitIfDue(idle) || !idle) {
            now.startRounds(this::round);
        }
    }

    private void round(long timestamp) {
        Running now = running();
        limits.newRound();
        boolean idle = true;
        for (PartitionFifo fifo : fifos) {
            now.intake.resume(fifo);
            forwardEnded(now, fifo);
            idle &= fifo.isEmpty();
        }
        if (now.out.commitIfDue(idle) && idle) {
            // A punctuator that always runs would make every idle commit write offsets.
            now.stopRounds();
        }
    }

    /** Waits while the queue is beyond its limits, and no longer than they say. */
    private void awaitRoom(Running now, PartitionFifo fifo) {
        double overrun = limits.overrun(fifo);
        if (overrun <= 0) {
            return;
        }
        long began = System.nanoTime();
        long longest = limits.longestWaitNanos(overrun);
        long waited = 0;
        while (waited < longest && overrun > 0 && !limits.isStopping()) {
            LockSupport.parkNanos(PAUSE_NANOS);
            now.intake.resume(fifo);
            forwardEnded(now, fifo);
            overrun = limits.overrun(fifo);
            waited = System.nanoTime() - began;
        }
        limits.spend(waited);
    }

    private void forwardEnded(Running now, PartitionFifo fifo) {
        for (InFlight head = fifo.head(); head != null; head = fifo.head()) {
            Ending ending = endingOf(head, limits);
            long began = System.nanoTime();
            Ending forwarded = ending == null ? null : now.out.forward(head, ending);
            if (forwarded == null) {
                return;
            }
            fifo.removeHead(forwarded, began);
        }
    }

    /** The ending of a queue's head, or null if it is not known yet. Throws if the engine gave no verdict, or none in time. */
    static @Nullable Ending endingOf(InFlight head, Limits limits) {
        try {
            Ending ending = head.ending();
            long waiting = ending == null ? head.waitingNanos(System.nanoTime()) : 0;
            if (limits.isOverdue(waiting)) {
                throw new StreamsException(
                        "the engine has not answered for " + head.origin + " within request.timeout.ms = "
                                + limits.settings().requestTimeout().toMillis());
            }
            return ending;
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StreamsException(
                    "the engine gave no verdict on " + head.origin + ": " + cause.getMessage(), cause);
        }
    }

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("not initialised");
        }
        return running;
    }

    /** Gives everything back; the same object may be initialised again. Never forwards: the commit has been made. */
    @Override
    public void close() {
        Running last = running;
        running = null;
        fifos.close();
        if (last != null) {
            last.stopRounds();
            last.intake.close();
            last.out.close();
        }
    }

    /** What exists between init and close. */
    private static final class Running {
        private final ProcessorContext<byte[], byte[]> context;
        private final TextIntake intake;
        private final Exit out;
        private @Nullable Cancellable rounds;

        private Running(ProcessorContext<byte[], byte[]> context, TextIntake intake, Exit out) {
            this.context = context;
            this.intake = intake;
            this.out = out;
        }

        private void startRounds(org.apache.kafka.streams.processor.Punctuator round) {
            if (rounds == null) {
                rounds = context.schedule(ROUND, PunctuationType.WALL_CLOCK_TIME, round);
            }
        }

        private void stopRounds() {
            if (rounds != null) {
                rounds.cancel();
                rounds = null;
            }
        }
    }
}
