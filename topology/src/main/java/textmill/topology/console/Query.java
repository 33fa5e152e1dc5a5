package textmill.topology.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What stands behind the question mark of an address. */
final class Query {
    private final Map<String, String> values = new HashMap<>();

    private Query() {}

    static Query of(String query) {
        Query read = new Query();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                decoded(pair.substring(equals + 1))
                        .ifPresent(value -> read.values.put(pair.substring(0, equals), value));
            }
        }
        return read;
    }

    private static Optional<String> decoded(String value) {
        try {
            return Optional.of(URLDecoder.decode(value, UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    double number(String name, double otherwise) {
        try {
            return text(name).map(Double::parseDouble).orElse(otherwise);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    boolean flag(String name) {
        return "1".equals(values.get(name));
    }
}
