package textmill.topology.console;

import textmill.topology.anomaly.Drift;
import textmill.topology.deadletter.Origin;

/**
 * A change of a stream.
 *
 * @param id that of the text that completed it
 * @param pipeline name of its pipeline, empty if it has none
 * @param origin of that text
 * @param seenAt milliseconds since the epoch
 * @param drift what changed
 */
record KnownDrift(long id, String pipeline, Origin origin, long seenAt, Drift drift) implements History.Entry {
    @Override
    public long bytes() {
        return Long.BYTES;
    }
}
