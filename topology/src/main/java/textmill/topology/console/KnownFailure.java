package textmill.topology.console;

import org.jspecify.annotations.Nullable;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Origin;

/**
 * A record that became a dead letter. Holds no more of it than may be shown.
 *
 * @param id greater than that of every failure before it
 * @param pipeline name of its pipeline, empty if it has none
 * @param origin where it was read
 * @param time of its record, milliseconds since the epoch
 * @param seenAt when it was forwarded, milliseconds since the epoch
 * @param failure why
 * @param length bytes of its value; -1 without one
 * @param value the beginning of its value; null if it has none or no word is to be shown
 */
record KnownFailure(
        long id,
        String pipeline,
        Origin origin,
        long time,
        long seenAt,
        Failure failure,
        int length,
        byte @Nullable [] value)
        implements History.Entry {
    private static final long OWN_BYTES = 400;

    @Override
    public long bytes() {
        return OWN_BYTES + (value == null ? 0 : value.length);
    }
}
