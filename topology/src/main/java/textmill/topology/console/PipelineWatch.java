package textmill.topology.console;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.topology.anomaly.Verdict;
import textmill.topology.config.ConsoleKeys.Texts;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Origin;
import textmill.topology.decode.TextDecoder;
import textmill.topology.delivery.Onlooker;
import textmill.topology.delivery.Outlet;
import textmill.topology.delivery.PipelineDelivery;

/**
 * Picks up some of what a pipeline's records end with. Stream threads put references into mailboxes; the console's thread
 * takes them out.
 */
final class PipelineWatch implements Onlooker, AutoCloseable {
    /** Each between two looks: more than anybody can follow. */
    private static final int TEXTS = 64;

    private static final int FAILURES = 32;

    /** A larger record is not picked: mailboxes hold little, whatever the records are like. */
    private static final int LARGEST = 512 * 1024;

    private final PipelineDelivery pipeline;
    private final Texts texts;
    private final Mailbox<Computed> computed = new Mailbox<>(TEXTS);
    /** Alarms and drifts are few, and none of them is to be missed among the others. */
    private final Mailbox<Computed> notable = new Mailbox<>(FAILURES);

    private final Mailbox<Failed> failed = new Mailbox<>(FAILURES);
    private final TextDecoder decoder;

    /** A record whose results were forwarded. */
    record Computed(
            Record<byte[], byte[]> record,
            Origin origin,
            Outcome.Success text,
            @Nullable Verdict verdict) {}

    /** A record that became a dead letter. */
    record Failed(Record<byte[], byte[]> record, Origin origin, Failure failure) {}

    /** @param texts how much of its texts may be shown */
    PipelineWatch(PipelineDelivery pipeline, Texts texts) {
        this.pipeline = pipeline;
        this.texts = texts;
        this.decoder = pipeline.newDecoder();
        pipeline.showTo(this);
    }

    @Override
    public void computed(
            Record<byte[], byte[]> record, Origin origin, Outcome.Success text, @Nullable Verdict verdict) {
        Mailbox<Computed> box = isNotable(verdict) ? notable : computed;
        if (box.hasRoom() && length(record) <= LARGEST) {
            box.offer(new Computed(record, origin, text, verdict));
        }
    }

    @Override
    public void failed(Record<byte[], byte[]> record, Origin origin, Failure failure) {
        if (failed.hasRoom() && length(record) <= LARGEST) {
            failed.offer(new Failed(record, origin, failure));
        }
    }

    private static boolean isNotable(@Nullable Verdict verdict) {
        return verdict != null && (verdict.alarm() || !verdict.drifts().isEmpty());
    }

    private static int length(Record<byte[], byte[]> record) {
        byte[] value = record.value();
        return value == null ? 0 : value.length;
    }

    /** What was picked up since the last look. */
    List<Computed> takeComputed() {
        List<Computed> all = new ArrayList<>(notable.empty());
        all.addAll(computed.empty());
        return all;
    }

    /** What was picked up since the last look. */
    List<Failed> takeFailed() {
        return failed.empty();
    }

    PipelineDelivery pipeline() {
        return pipeline;
    }

    String name() {
        return pipeline.name();
    }

    List<Task> tasks() {
        return pipeline.results().stream().map(Outlet::task).toList();
    }

    Texts texts() {
        return texts;
    }

    /** Of the console's thread alone. */
    TextDecoder decoder() {
        return decoder;
    }

    @Override
    public void close() {
        pipeline.showTo(Onlooker.NONE);
        decoder.close();
    }
}
