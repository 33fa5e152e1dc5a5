package textmill.topology.anomaly;

/**
 * How anomalies are judged.
 *
 * @param alarmRate wanted share of alarms among all texts of a key, above 0 and at most 0.5
 * @param warmUp so many texts of a key are learnt before it can have alarms
 * @param reservoir so many recent normal texts of a key are kept to measure distances to
 * @param neighbours so many nearest of them are looked at
 * @param keys so many keys have a calibration of their own; later ones share one
 * @param repeatWindow a text that resembles one that gave an alarm, at most so many texts of its key before, is a repeat
 * @param driftWindows a change of a key's stream counts once it has held for so many windows of 512 of its texts
 */
public record AnomalySettings(
        double alarmRate, int warmUp, int reservoir, int neighbours, int keys, int repeatWindow, int driftWindows) {
    private static final int USUAL_DRIFT_WINDOWS = 2;

    /** Checks every value. */
    public AnomalySettings {
        require(alarmRate > 0 && alarmRate <= 0.5, "alarm rate", alarmRate, "above 0 and at most 0.5");
        require(warmUp >= 50, "warm-up", warmUp, "at least 50 texts");
        require(reservoir >= 50 && reservoir <= 65_536, "reservoir", reservoir, "50 to 65536 texts");
        require(neighbours >= 1 && neighbours <= 50, "neighbours", neighbours, "1 to 50");
        require(keys >= 1, "keys", keys, "at least 1");
        require(repeatWindow >= 0, "repeat window", repeatWindow, "at least 0");
        require(driftWindows >= 1, "drift windows", driftWindows, "at least 1");
    }

    /** With the usual patience for changes of a stream. */
    public AnomalySettings(double alarmRate, int warmUp, int reservoir, int neighbours, int keys, int repeatWindow) {
        this(alarmRate, warmUp, reservoir, neighbours, keys, repeatWindow, USUAL_DRIFT_WINDOWS);
    }

    /** For a wanted rate of alarms, everything else as it is best for most streams. */
    public static AnomalySettings atRate(double alarmRate) {
        return new AnomalySettings(alarmRate, 500, 1000, 5, 1000, 1000);
    }

    /** The same with another warm-up, in texts of a key. */
    public AnomalySettings withWarmUp(int texts) {
        return new AnomalySettings(alarmRate, texts, reservoir, neighbours, keys, repeatWindow, driftWindows);
    }

    /** The same with another number of normal texts to measure distances to. */
    public AnomalySettings withReservoir(int texts) {
        return new AnomalySettings(alarmRate, warmUp, texts, neighbours, keys, repeatWindow, driftWindows);
    }

    /** The same with another number of keys that have a calibration of their own. */
    public AnomalySettings withKeys(int keysOfTheirOwn) {
        return new AnomalySettings(
                alarmRate, warmUp, reservoir, neighbours, keysOfTheirOwn, repeatWindow, driftWindows);
    }

    /** From so many texts of a key on, its stream is watched for change: then about as many normal ones are kept as can be. */
    int watchedFrom() {
        return Math.max(warmUp, 2 * reservoir);
    }

    private static void require(boolean holds, String name, Number found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": expected " + expected + ", found " + found);
        }
    }
}
