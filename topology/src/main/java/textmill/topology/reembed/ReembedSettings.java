package textmill.topology.reembed;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is computed again, and how fast.
 *
 * @param from time of the first records; null for the oldest that is kept
 * @param untilLive end where the application itself took the model, and not where the topics ended at the first start
 * @param liveFingerprint what the application's results carry; null if it is the fingerprint of the model here
 * @param effort how much of this machine it may take
 */
public record ReembedSettings(
        @Nullable Instant from, boolean untilLive, @Nullable String liveFingerprint, Effort effort) {

    /** Everything that is there, as fast as it goes. */
    public static ReembedSettings everything() {
        return new ReembedSettings(null, false, null, Effort.whole());
    }

    /** The same, ending where the application took the model. */
    public ReembedSettings toLive() {
        return new ReembedSettings(from, true, liveFingerprint, effort);
    }
}
