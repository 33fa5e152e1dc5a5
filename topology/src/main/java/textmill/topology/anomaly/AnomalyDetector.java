package textmill.topology.anomaly;

import java.util.HashMap;
import java.util.Map;
import textmill.topology.deadletter.Origin;

/**
 * Judges texts, each by those of its key before it. The same texts in the same order give the same verdicts and, byte by
 * byte, the same state, whether or not it was saved and restored in between. Not thread-safe.
 */
public final class AnomalyDetector {
    private final AnomalySettings settings;
    private final Map<String, KeyState> keys = new HashMap<>();
    private final KeyState shared;

    /** Knows no text. */
    public AnomalyDetector(AnomalySettings settings) {
        this.settings = settings;
        this.shared = new KeyState(settings);
    }

    /**
     * Judges a text, then learns it.
     *
     * @param key whose text it is; beyond the configured number of keys, new ones share one state
     * @param evidence what other tasks made of it
     * @param origin where it was read, for whoever asks later what was near it
     */
    public Verdict judge(String key, Evidence evidence, Origin origin) {
        return stateOf(key).judge(evidence, origin);
    }

    /** How many keys have a state of their own. */
    public int keys() {
        return keys.size();
    }

    /** True if the key's texts are, or would be, judged with those of other keys. */
    public boolean isShared(String key) {
        return !keys.containsKey(key) && keys.size() >= settings.keys();
    }

    /** The state of a key, or of those that share one. */
    public byte[] save(String key) {
        return stateOf(key).save();
    }

    /**
     * Puts a saved state in the place of the key's.
     *
     * @param state by {@link #save}, with the same settings
     * @throws IllegalArgumentException if it was saved by another version
     */
    public void restore(String key, byte[] state) {
        keys.put(key, KeyState.restore(state, settings));
    }

    private KeyState stateOf(String key) {
        KeyState state = keys.get(key);
        if (state == null && keys.size() < settings.keys()) {
            state = new KeyState(settings);
            keys.put(key, state);
        }
        return state == null ? shared : state;
    }
}
