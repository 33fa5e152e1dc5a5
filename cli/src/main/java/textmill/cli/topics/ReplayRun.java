package textmill.cli.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import textmill.cli.console.CliException;
import textmill.cli.topics.Replay.Prepared;

/**
 * One replay: from where earlier ones left off to where the topic ended at the start, so that what fails again comes back
 * as a new dead letter and not in a circle. Not thread-safe.
 */
final class ReplayRun {
    private static final Duration POLL = Duration.ofMillis(200);

    private final TopicReader reader;
    private final ReplayPositions positions;
    private final Replay replay;
    private final Options options;
    /** In each partition, the offset after the last record seen: between two records there may be markers. */
    private final Map<TopicPartition, Long> seenTo = new HashMap<>();

    private long sent;
    private long stayed;

    ReplayRun(TopicReader reader, ReplayPositions positions, Replay replay, Options options) {
        this.reader = reader;
        this.positions = positions;
        this.replay = replay;
        this.options = options;
    }

    /**
     * What to do.
     *
     * @param selection which records
     * @param mostAttempts a record that was sent so often stays
     * @param dryRun send nothing and remember nothing
     * @param listener told what happens to each record
     */
    record Options(DeadLetterSelection selection, int mostAttempts, boolean dryRun, Listener listener) {}

    /** Hears of records on the calling thread. */
    interface Listener {
        /** It would be sent, were this not a dry run. */
        void wouldSend(ConsumerRecord<byte[], byte[]> record);

        /** It is not sent. */
        void stays(ConsumerRecord<byte[], byte[]> record, String why);
    }

    private record Pending(
            ConsumerRecord<byte[], byte[]> record,
            long from,
            ProducerRecord<byte[], byte[]> again,
            Future<RecordMetadata> sent) {}

    /** Replays to the end or to the limit. A broken replay sends some records twice the next time, but loses none. */
    void run() throws InterruptedException {
        positions.seek();
        boolean more = true;
        while (more && !reader.atEnd()) {
            List<Pending> pending = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : reader.pollToEnd(POLL)) {
                more = more && take(record, pending);
            }
            replay.flush();
            settle(pending);
            commit();
        }
        if (more) {
            passMarkersAtTheEnd();
            commit();
        }
    }

    /** False once there are as many as wanted. */
    private boolean take(ConsumerRecord<byte[], byte[]> record, List<Pending> pending) throws InterruptedException {
        if (sent + pending.size() >= options.selection.limit()) {
            return false;
        }
        TopicPartition partition = partition(record);
        ReplayPosition position = positions.of(partition);
        long from = Math.max(position.base(), seenTo.getOrDefault(partition, 0L));
        seenTo.put(partition, record.offset() + 1);
        if (position.has(record.offset()) || !options.selection.takes(record)) {
            return true;
        }
        makeRoom(position, from);
        Prepared prepared = replay.prepare(record, options.mostAttempts);
        if (prepared.record() == null) {
            stays(record, prepared.why());
            if (prepared.hopeless()) {
                position.add(from, record.offset() + 1);
            }
        } else if (options.dryRun) {
            sent++;
            options.listener.wouldSend(record);
        } else {
            pending.add(new Pending(record, from, prepared.record(), replay.send(prepared.record())));
        }
        return true;
    }

    private void makeRoom(ReplayPosition position, long from) {
        if (position.hasRoom()) {
            return;
        }
        if (options.selection.isSelective()) {
            throw CliException.fault(
                    "stopped after " + sent + " records: replays that select have left more gaps than Kafka"
                            + " keeps with an offset; a replay without --reason, --key, --from and --to closes them");
        }
        position.passTo(from); // what stays there is not asked for again, except by --from-beginning
    }

    private void settle(List<Pending> pending) throws InterruptedException {
        for (Pending one : pending) {
            String refusal = Replay.refusal(settled(one));
            if (refusal == null) {
                sent++;
                positions.of(partition(one.record)).add(one.from, one.record.offset() + 1);
            } else {
                stays(one.record, refusal);
            }
        }
    }

    /** A broker refuses a whole batch for one record of it; the others are sent again, each alone. */
    private Future<RecordMetadata> settled(Pending one) throws InterruptedException {
        if (!Replay.isRefusedForOthers(one.sent)) {
            return one.sent;
        }
        Future<RecordMetadata> alone = replay.send(one.again);
        replay.flush();
        return alone;
    }

    private void stays(ConsumerRecord<byte[], byte[]> record, String why) {
        stayed++;
        options.listener.stays(record, why);
    }

    private void passMarkersAtTheEnd() {
        reader.beginnings().keySet().forEach(partition -> {
            ReplayPosition position = positions.of(partition);
            if (position.base() >= seenTo.getOrDefault(partition, position.base())) {
                position.passTo(reader.end(partition));
            }
        });
    }

    private void commit() {
        if (!options.dryRun) {
            positions.commit();
        }
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    /** Records sent, or that would be. */
    long sent() {
        return sent;
    }

    /** Records that were meant and not sent. */
    long stayed() {
        return stayed;
    }
}
