package textmill.topology.http;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The connections that there are, and what they may take together. Where there are too many, the client that has kept us
 * waiting longest goes: one that asks and takes its answer is never among the slowest, so that no number of slow ones
 * keeps it out. Used by the event loop alone.
 */
final class Connections {
    private static final int STREAM_SHARE = 4;

    private final EndpointLimits limits;
    private final Set<Conversation> open = new LinkedHashSet<>();
    private long untakenBytes;

    Connections(EndpointLimits limits) {
        this.limits = limits;
    }

    EndpointLimits limits() {
        return limits;
    }

    /** Makes room for a connection; false if there is none, all others being at work. */
    boolean add(Conversation added) {
        while (open.size() >= limits.connections() && endSlowest(Conversation::waitsForItsClient)) {
            // One for each that is too many.
        }
        return open.size() < limits.connections() && open.add(added);
    }

    /** Streams stay for hours; they leave most of the room to others. */
    boolean mayStream() {
        return open.stream().filter(Conversation::isStream).count() < limits.connections() / STREAM_SHARE;
    }

    void remove(Conversation gone) {
        open.remove(gone);
    }

    /** Counts an answer that is about to be sent, and makes room for it. */
    void owe(Conversation to, long bytes) {
        untakenBytes += bytes;
        while (untakenBytes > limits.answerBytes() && endSlowest(slow -> slow != to && slow.owedBytes() > 0)) {
            // Whoever ends has settled.
        }
    }

    void taken(long bytes) {
        untakenBytes -= bytes;
    }

    private boolean endSlowest(Predicate<Conversation> among) {
        Optional<Conversation> slowest =
                open.stream().filter(among).min(Comparator.comparingLong(Conversation::waitingSince));
        slowest.ifPresent(Conversation::end);
        return slowest.isPresent();
    }

    int size() {
        return open.size();
    }
}
