package textmill.topology.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values that were read without complaint, and how the user named them. Immutable once read. */
public final class Settings {
    private final String prefix;
    private final Map<Key<?>, Object> values = new HashMap<>();
    private final Map<Key<?>, Written> written = new HashMap<>();

    private Settings(String prefix) {
        this.prefix = prefix;
    }

    /**
     * Reads what is there of some keys; the others have their defaults.
     *
     * @param prefix of all their names
     * @param keys the keys
     * @param written settings by name without the prefix
     * @param problems told of values that do not fit
     */
    static Settings read(
            String prefix, Collection<Key<?>> keys, Map<String, Written> written, Collection<String> problems) {
        Settings settings = new Settings(prefix);
        keys.forEach(key -> settings.take(key, written.get(key.keyName()), problems));
        return settings;
    }

    /** Only defaults; for keys that all have one. */
    public static Settings defaults(Collection<Key<?>> keys) {
        Settings settings = new Settings("");
        keys.forEach(key -> key.defaultValue().ifPresent(value -> settings.values.put(key, value)));
        return settings;
    }

    private <T> void take(Key<T> key, @Nullable Written setting, Collection<String> problems) {
        key.defaultValue().ifPresent(value -> values.put(key, value));
        if (setting == null) {
            return;
        }
        written.put(key, setting);
        values.remove(key);
        try {
            if (setting.isKnown()) {
                values.put(key, key.rule().read(setting.value()));
            }
        } catch (Rule.Misfit e) {
            boolean hidden = key.rule().isSecret() || Addresses.nameUsers(setting.shown());
            problems.add((hidden ? setting.named() : setting.quoted()) + ": expected "
                    + key.rule().expected() + ".");
        }
    }

    /** The value of a key that has a default or is required. */
    public <T> T get(Key<T> key) {
        return find(key).orElseThrow(() -> new IllegalStateException(nameOf(key) + " has no value"));
    }

    /** The value of a key, if it has one. */
    @SuppressWarnings("unchecked") // what is put under a key was read by its rule
    public <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable((T) values.get(key));
    }

    Optional<Written> writtenOf(Key<?> key) {
        return Optional.ofNullable(written.get(key));
    }

    boolean isWritten(Key<?> key) {
        return written.containsKey(key);
    }

    /** The whole name of a key: as the user wrote it, or as it would be written. */
    String nameOf(Key<?> key) {
        Written setting = written.get(key);
        return setting == null ? prefix + key.keyName() : setting.name();
    }

    /** The same with the place where it stands. */
    String placeOf(Key<?> key) {
        Written setting = written.get(key);
        return setting == null ? prefix + key.keyName() : setting.named();
    }
}
