package textmill.faults.scenario;

import java.util.HashMap;
import java.util.Map;
import textmill.faults.app.AppProcess;

/**
 * What a scenario is made of.
 *
 * @param name of topics, group and directory
 * @param records to write, unless the load is stopped before
 * @param perSecond rate at which they are written
 * @param shape what the applications run on
 * @param settings of the applications, beside those that every scenario has
 */
public record Plan(String name, long records, int perSecond, AppProcess.Shape shape, Map<String, String> settings) {
    /** Partitions of every topic. */
    static final int PARTITIONS = 4;

    private static final long ENDLESS = 100_000_000;

    /** Copies the settings. */
    public Plan {
        settings = Map.copyOf(settings);
    }

    /** A plan without settings of its own: exactly_once_v2, a session time-out of 6 s. */
    public static Plan of(String name, long records, int perSecond) {
        return new Plan(name, records, perSecond, AppProcess.Shape.slow(name.hashCode()), Map.of());
    }

    /** The same, with a load that goes on until it is stopped. */
    public static Plan endless(String name, int perSecond) {
        return of(name, ENDLESS, perSecond);
    }

    /** The same with one more setting. */
    public Plan with(String key, String value) {
        Map<String, String> more = new HashMap<>(settings);
        more.put(key, value);
        return new Plan(name, records, perSecond, shape, more);
    }

    /** The same on something else. */
    public Plan on(AppProcess.Shape other) {
        return new Plan(name, records, perSecond, other, settings);
    }
}
