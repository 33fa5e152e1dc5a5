package textmill.topology.config;

import java.util.List;
import java.util.Optional;

/** Which keys are not Textmill's own but the serdes': Confluent's names, and anything behind {@code serde.}. */
final class SerdeSettings {
    static final String PREFIX = "serde.";

    private static final List<String> NAMESPACES =
            List.of("schema.registry.", "basic.auth.", "bearer.auth.", "avro.", "specific.avro.", "latest.cache.");
    private static final List<String> NAMES = List.of(
            "auto.register.schemas",
            "use.latest.version",
            "normalize.schemas",
            "latest.compatibility.strict",
            "id.compatibility.strict",
            "value.subject.name.strategy",
            "max.schemas.per.subject");

    private SerdeSettings() {}

    /** The name under which the serdes know the key, or nothing if it is not theirs. */
    static Optional<String> nameFor(String key) {
        if (key.startsWith(PREFIX) && key.length() > PREFIX.length()) {
            return Optional.of(key.substring(PREFIX.length()));
        }
        boolean theirs = NAMES.contains(key) || NAMESPACES.stream().anyMatch(key::startsWith);
        return theirs ? Optional.of(key) : Optional.empty();
    }

    static List<String> names() {
        return NAMES;
    }
}
