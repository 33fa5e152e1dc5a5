package textmill.topology.anomaly;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import textmill.topology.deadletter.Origin;

/**
 * Judges texts, each by those of its key before it. The same texts in the same order give the same verdicts and, byte by
 * byte, the same state, whether or not it was saved and restored in between. Not thread-safe.
 */
public final class AnomalyDetector {
    /** Of the layout of a saved state: one of another version is refused. */
    private static final int VERSION = 1;

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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            stateOf(key).write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Puts a saved state in the place of the key's.
     *
     * @param state by {@link #save}, with the same settings
     * @throws IllegalArgumentException if it was saved by another version
     */
    public void restore(String key, byte[] state) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
            int version = in.readInt();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "the state of a key has layout " + version + ", expected " + VERSION);
            }
            keys.put(key, KeyState.read(in, settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
