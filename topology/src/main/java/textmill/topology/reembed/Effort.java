package textmill.topology.reembed;

import java.util.Map;
import textmill.topology.config.EngineKeys;

/**
 * How much of a machine a job may take, so that whoever works beside it keeps its room. A priority of the operating system
 * would count only among processes of one terminal or one control group, and asking the application how it is would need
 * somebody to ask; time that is left alone is left to whoever needs it, here as on a broker of the same machine.
 *
 * @param mostPerSecond records a second; 0 for as many as it can
 * @param threads that compute; 0 for what the configuration says
 * @param ofTheTime in which they compute, above 0 and at most 1; they rest in the remaining time
 */
public record Effort(int mostPerSecond, int threads, double ofTheTime) {

    /** As much as there is. */
    public static Effort whole() {
        return new Effort(0, 0, 1);
    }

    /**
     * A share of the processors: whole ones while there is more than one in it, and of the time of one otherwise.
     *
     * @param share above 0; 1 is {@link #whole}
     * @param processors of this machine
     */
    public static Effort of(double share, int processors) {
        if (share >= 1) {
            return whole();
        }
        int threads = Math.max(1, (int) (share * processors));
        return new Effort(0, threads, Math.min(1, share * processors / threads));
    }

    /** The same, and at most so many records a second. */
    public Effort atMost(int perSecond) {
        return new Effort(perSecond, threads, ofTheTime);
    }

    /** What holds an engine to it, by key of the configuration. */
    public Map<String, String> settings() {
        if (threads == 0) {
            return Map.of();
        }
        String one = "1";
        return Map.of(
                EngineKeys.DEVICE_RUNS.keyName(),
                Integer.toString(threads),
                EngineKeys.RUN_THREADS.keyName(),
                one,
                EngineKeys.RUN_THREADS_ALONE.keyName(),
                one,
                EngineKeys.TOKENIZER_THREADS.keyName(),
                one);
    }

    boolean rests() {
        return ofTheTime < 1;
    }
}
