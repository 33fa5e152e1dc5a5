package textmill.topology.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import textmill.schema.registry.RegistryClientKeys;
import textmill.schema.serde.SerdeKeys;

/** Which keys are not Textmill's own but the serdes': Confluent's names, and anything behind {@code serde.}. */
final class SerdeSettings {
    static final String PREFIX = "serde.";

    /** Only there may keys of the registry client stand without {@code serde.}: the others have names of no owner. */
    private static final List<String> NAMESPACES =
            List.of(RegistryClientKeys.PREFIX, "basic.auth.", "bearer.auth.", "latest.cache.");

    private static final List<String> NAMES = List.of("normalize.schemas", "max.schemas.per.subject");

    private SerdeSettings() {}

    /** The name under which the serdes know the key, or nothing if it is not theirs. */
    static Optional<String> nameFor(String key) {
        if (key.startsWith(PREFIX) && key.length() > PREFIX.length()) {
            return Optional.of(key.substring(PREFIX.length()));
        }
        boolean theirs = SerdeKeys.names().contains(key)
                || NAMES.contains(key)
                || (isInNamespace(key) && RegistryClientKeys.isKnown(key));
        return theirs ? Optional.of(key) : Optional.empty();
    }

    /** The names of all keys that need no prefix. */
    static Set<String> names() {
        Set<String> names = new TreeSet<>(SerdeKeys.names());
        names.addAll(NAMES);
        RegistryClientKeys.names().stream().filter(SerdeSettings::isInNamespace).forEach(names::add);
        return names;
    }

    private static boolean isInNamespace(String key) {
        return NAMESPACES.stream().anyMatch(key::startsWith);
    }
}
