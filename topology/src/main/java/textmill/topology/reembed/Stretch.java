package textmill.topology.reembed;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * What a job has to do of one partition.
 *
 * @param from its first offset
 * @param position everything before this is done
 * @param until the offset behind its last
 */
record Stretch(long from, long position, long until) {
    private static final Pattern METADATA = Pattern.compile("reembed from=(\\d+) until=(\\d+) by=([0-9a-f]+)");

    /** The same, further on. */
    Stretch at(long reached) {
        return new Stretch(from, Math.min(Math.max(position, reached), Math.max(until, position)), until);
    }

    /** The same with a later end. */
    Stretch until(long later) {
        return new Stretch(from, position, Math.max(until, later));
    }

    boolean isDone() {
        return position >= until;
    }

    long left() {
        return Math.max(0, until - position);
    }

    /** What is committed: the position, and with it what the job is. */
    OffsetAndMetadata committed(String models) {
        return new OffsetAndMetadata(position, "reembed from=" + from + " until=" + until + " by=" + models);
    }

    /** What {@link #committed} wrote, and by which models; empty if somebody else wrote it. */
    static Optional<Found> of(OffsetAndMetadata committed) {
        Matcher found = METADATA.matcher(committed.metadata());
        return found.matches()
                ? Optional.of(new Found(
                        new Stretch(Long.parseLong(found.group(1)), committed.offset(), Long.parseLong(found.group(2))),
                        found.group(3)))
                : Optional.empty();
    }

    /** A stretch and the models that work on it. */
    record Found(Stretch stretch, String models) {}
}
