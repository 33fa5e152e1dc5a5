package textmill.topology.delivery;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import textmill.topology.deadletter.Origin;

/** The way out of one processor, and who stands there and follows. Used by the stream thread only. */
final class Exit implements AutoCloseable {
    private final Forwarder forwarder;
    private final CommitPace pace;
    private final ProcessorContext<byte[], byte[]> context;
    private final @Nullable Follower follower;
    private final Following.@Nullable OwnTopic own;

    Exit(Forwarder forwarder, Outlets outlets, CommitPace pace, ProcessorContext<byte[], byte[]> context) {
        this.forwarder = forwarder;
        this.pace = pace;
        this.context = context;
        this.follower = outlets.following()
                .map(following -> following.opener().open(context))
                .orElse(null);
        this.own = outlets.following().flatMap(Following::own).orElse(null);
    }

    /** As {@link Forwarder#forward}. */
    @Nullable
    Ending forward(InFlight inFlight, Ending ending) {
        Ending forwarded = forwarder.forward(context::forward, follower, inFlight, ending);
        if (forwarded != null) {
            pace.forwarded(inFlight.ageNanos());
        }
        return forwarded;
    }

    /** Takes a record for whoever follows; false if it is a text. */
    boolean takes(Record<byte[], byte[]> record, Origin origin) {
        if (follower == null || own == null || !origin.topic().equals(own.topic())) {
            return false;
        }
        record.headers().remove(NoTimestamp.HEADER);
        Follower.Reply reply = follower.take(record, origin);
        if (reply instanceof Follower.Reply.PassOn) {
            forwarder.passOn(context::forward, record, origin, own);
        } else if (reply instanceof Follower.Reply.Unreadable unreadable) {
            forwarder.refuse(context::forward, record, origin, unreadable.failure());
        }
        pace.forwarded(0);
        return true;
    }

    /**
     * Asks for a commit of what was forwarded if it is time.
     *
     * @param idle nothing is in flight
     * @return true if nothing that was forwarded waits for its commit
     */
    boolean commitIfDue(boolean idle) {
        if (pace.isDue(idle)) {
            context.commit();
        }
        return !pace.isOwed();
    }

    @Override
    public void close() {
        if (follower != null) {
            follower.close();
        }
    }
}
