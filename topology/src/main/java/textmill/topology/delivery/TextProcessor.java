package textmill.topology.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import textmill.topology.deadletter.Origin;
import textmill.topology.decode.TextDecoder;

/**
 * Takes records as bytes, has their texts computed, and forwards what they ended with strictly in input order per
 * partition. It never throws on behalf of an earlier record except to end the thread, and holds no state that a crash
 * could lose: what it has not forwarded is not committed, and is read again.
 */
final class TextProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    /** How often endings are looked for while anything is in flight. */
    private static final Duration ROUND = Duration.ofMillis(5);

    private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

    private final Delivery.Shared shared;
    private final Delivery delivery;
    private final List<PartitionFifo> fifos = new ArrayList<>(1);
    private @Nullable Running running;

    TextProcessor(Delivery delivery) {
        this.delivery = delivery;
        this.shared = delivery.shared();
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        TextDecoder decoder = delivery.newDecoder();
        running = new Running(context, decoder, delivery.newIntake(decoder));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Running now = running();
        RecordMetadata at = now.context
                .recordMetadata()
                .filter(metadata -> metadata.offset() >= 0)
                .orElseThrow(() -> new IllegalStateException("a text came from no input record: the processor must"
                        + " follow a source node, without a punctuator in between"));
        PartitionFifo fifo = fifoFor(at);
        awaitRoom(now, fifo);
        InFlight arrived = new InFlight(record, new Origin(at.topic(), at.partition(), at.offset()));
        fifo.add(arrived);
        shared.counters().read();
        now.intake.begin(fifo, arrived);
        forwardEnded(now, fifo);
        if (!fifo.isEmpty()) {
            now.startRounds(this::round);
        }
    }

    private void round(long timestamp) {
        Running now = running();
        shared.budget().renew();
        boolean idle = true;
        for (PartitionFifo fifo : fifos) {
            now.intake.resume(fifo);
            forwardEnded(now, fifo);
            idle &= fifo.isEmpty();
        }
        if (idle) {
            // A punctuator that always runs would make every idle commit write offsets.
            now.stopRounds();
        }
    }

    /** Waits the longer the further the queue is beyond its limits, so that a long outage cannot fill the memory. */
    private void awaitRoom(Running now, PartitionFifo fifo) {
        double overrun = overrun(fifo);
        if (overrun <= 0) {
            return;
        }
        long began = System.nanoTime();
        long longest = Math.min(shared.budget().left().toNanos(), (long)
                (shared.settings().windowWait().toNanos() * Math.min(1, overrun)));
        long waited = 0;
        while (waited < longest && overrun > 0 && !shared.isStopping()) {
            LockSupport.parkNanos(PAUSE_NANOS);
            now.intake.resume(fifo);
            forwardEnded(now, fifo);
            overrun = overrun(fifo);
            waited = System.nanoTime() - began;
        }
        shared.budget().spend(waited);
    }

    /** 0 or less within the limits, 1 at twice the limit. */
    private double overrun(PartitionFifo fifo) {
        DeliverySettings settings = shared.settings();
        double texts = (fifo.size() + 1.0) / settings.windowTexts();
        double bytes = (double) fifo.bytes() / settings.windowBytes();
        return Math.max(texts, bytes) - 1;
    }

    private void forwardEnded(Running now, PartitionFifo fifo) {
        for (InFlight head = fifo.head(); head != null; head = fifo.head()) {
            Ending ending = endingOf(head);
            Ending forwarded = ending == null ? null : shared.forwarder().forward(now.context, head, ending);
            if (forwarded == null) {
                return;
            }
            fifo.removeHead();
            shared.counters().ended(forwarded);
            if (head.isSubmitted()) {
                shared.counters().settled();
            }
        }
    }

    private @Nullable Ending endingOf(InFlight head) {
        try {
            Ending ending = head.ending();
            long waiting = ending == null ? head.waitingNanos(System.nanoTime()) : 0;
            if (waiting > shared.settings().requestTimeout().toNanos()) {
                throw new StreamsException(
                        "the engine has not answered for " + head.origin + " within request.timeout.ms = "
                                + shared.settings().requestTimeout().toMillis());
            }
            return ending;
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StreamsException(
                    "the engine gave no verdict on " + head.origin + ": " + cause.getMessage(), cause);
        }
    }

    private PartitionFifo fifoFor(RecordMetadata at) {
        for (PartitionFifo fifo : fifos) {
            if (fifo.isFor(at.topic(), at.partition())) {
                return fifo;
            }
        }
        PartitionFifo fifo = new PartitionFifo(new TopicPartition(at.topic(), at.partition()), shared.oldest());
        fifos.add(fifo);
        return fifo;
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
        for (PartitionFifo fifo : fifos) {
            shared.counters().returned(fifo.size());
            fifo.iterator().forEachRemaining(inFlight -> {
                if (inFlight.isSubmitted()) {
                    shared.counters().settled();
                }
            });
            fifo.close();
        }
        fifos.clear();
        if (last != null) {
            last.stopRounds();
            last.decoder.close();
        }
    }

    /** What exists between init and close. */
    private static final class Running {
        private final ProcessorContext<byte[], byte[]> context;
        private final TextDecoder decoder;
        private final TextIntake intake;
        private @Nullable Cancellable rounds;

        private Running(ProcessorContext<byte[], byte[]> context, TextDecoder decoder, TextIntake intake) {
            this.context = context;
            this.decoder = decoder;
            this.intake = intake;
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
