package textmill.topology.config;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The values that were read without complaint, and which of them the user wrote. */
final class Values {
    private final Map<Key, Object> read = new EnumMap<>(Key.class);
    private final Set<Key> written = EnumSet.noneOf(Key.class);

    void put(Key key, Object value, boolean byUser) {
        read.put(key, value);
        if (byUser) {
            written.add(key);
        }
    }

    Optional<Object> find(Key key) {
        return Optional.ofNullable(read.get(key));
    }

    boolean isWritten(Key key) {
        return written.contains(key);
    }

    /** For keys with a default or that are required, once the whole has been found free of problems. */
    Object get(Key key) {
        Object value = read.get(key);
        if (value == null) {
            throw new IllegalStateException(key.keyName() + " has no value");
        }
        return value;
    }

    String text(Key key) {
        return (String) get(key);
    }

    long whole(Key key) {
        return (Long) get(key);
    }

    Optional<String> findText(Key key) {
        return find(key).map(String.class::cast);
    }

    Optional<Long> findWhole(Key key) {
        return find(key).map(Long.class::cast);
    }
}
