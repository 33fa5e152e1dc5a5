package textmill.cli.security;

import java.util.Map;
import java.util.function.Function;

/**
 * One way to connect, and what comes of it.
 *
 * @param with whom: brokers, the schema registry
 * @param what in words
 * @param settings of {@code run}
 * @param works whether a text gets through
 */
public record SecurityCell(
        String with, String what, Function<SecuritySite, Map<String, String>> settings, boolean works) {
    @Override
    public String toString() {
        return with + ": " + what;
    }
}
