package textmill.schema.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.config.types.Password;

/**
 * What is sent to the registry and must not come back in a message: a server, or a proxy before it, may repeat the
 * request in its answer. Our own messages are made without secrets in the first place.
 */
final class Secrets {
    /** Shorter ones would be found in every other word. */
    private static final int SHORTEST = 4;

    private final List<String> values;

    private Secrets(List<String> values) {
        this.values = values;
    }

    /** The credentials of the addresses, in every form in which they travel, and the values of the headers. */
    static Secrets of(Collection<Endpoint> endpoints, Collection<Password> headers) {
        List<String> values = new ArrayList<>();
        headers.forEach(header -> values.add(header.value()));
        endpoints.stream()
                .map(Endpoint::authorization)
                .filter(Objects::nonNull)
                .forEach(authorization -> addParts(authorization.value(), values));
        return new Secrets(values.stream()
                .filter(value -> value.length() >= SHORTEST)
                .distinct()
                // The longest first: a part of one must not leave the rest of it behind.
                .sorted((a, b) -> Integer.compare(b.length(), a.length()))
                .toList());
    }

    private static void addParts(String authorization, List<String> values) {
        String token = authorization.substring(authorization.indexOf(' ') + 1);
        values.add(token);
        if (authorization.startsWith(Credentials.BASIC)) {
            String userAndPassword = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
            values.add(userAndPassword);
            values.add(userAndPassword.substring(userAndPassword.indexOf(':') + 1));
        }
    }

    /** The text with every secret in it replaced. */
    String redact(String text) {
        String redacted = text;
        for (String value : values) {
            redacted = redacted.replace(value, Password.HIDDEN);
        }
        return redacted;
    }

    @Override
    public String toString() {
        return Password.HIDDEN;
    }
}
