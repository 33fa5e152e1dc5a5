package textmill.schema.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * Which keys there are in the namespaces that belong to a registry client alone. A slip there is worse than elsewhere: a
 * password that is not sent, a certificate that is not looked at.
 */
final class KnownKeys {
    private static final List<String> NAMESPACES = List.of(RegistryClientKeys.PREFIX, "basic.auth.", "bearer.auth.");

    /** Confluent's own client has these; here they are without effect, so that one file does for both. */
    private static final List<String> CONFLUENT_ONLY = List.of(
            "bearer.auth.scope.claim.name",
            "bearer.auth.sub.claim.name",
            "bearer.auth.custom.provider.class",
            "bearer.auth.uami.endpoint.url",
            "bearer.auth.uami.endpoint.query",
            "missing.version.cache.ttl.sec",
            "missing.schema.cache.ttl.sec",
            "schema.registry.url.randomize",
            "url.randomize");

    private KnownKeys() {}

    /**
     * Refuses keys that look like the registry client's and are not.
     *
     * @throws ConfigException naming each, and what was probably meant
     */
    static void check(Collection<String> keys) {
        List<String> problems = new ArrayList<>();
        for (String key : new TreeSet<>(keys)) {
            if (isInNamespace(key) && !isKnown(key)) {
                problems.add("Unknown key " + key
                        + DidYouMean.among(names(), key)
                                .map(meant -> ": did you mean " + meant + "?")
                                .orElse(": no schema registry client has it."));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(String.join(" ", problems));
        }
    }

    static boolean isInNamespace(String key) {
        return NAMESPACES.stream().anyMatch(key::startsWith);
    }

    static boolean isKnown(String key) {
        return names().contains(key)
                || key.startsWith(RegistryClientKeys.HEADER_PREFIX)
                || key.startsWith(RegistryClientKeys.PREFIX + RegistryClientKeys.HEADER_PREFIX);
    }

    /** Every key of the client, prefixed forms included. */
    static Set<String> names() {
        Set<String> plain = new TreeSet<>(RegistryClientKeys.definition().names());
        plain.addAll(CONFLUENT_ONLY);
        Set<String> names = new TreeSet<>(plain);
        plain.stream()
                .filter(name -> !name.equals(RegistryClientKeys.URL))
                .forEach(name -> names.add(RegistryClientKeys.PREFIX + name));
        new ConfigDef().withClientSslSupport().names().forEach(name -> names.add(RegistryClientKeys.PREFIX + name));
        return names;
    }
}
