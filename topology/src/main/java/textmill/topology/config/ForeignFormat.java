package textmill.topology.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** Tells a file that was never meant to be a properties file: read as one it would give nothing but riddles. */
final class ForeignFormat {
    private static final Pattern JSON = Pattern.compile("\\s*[{\\[][\\s\\S]*");
    private static final Pattern XML = Pattern.compile("\\s*<[?!A-Za-z][\\s\\S]*");
    /** A heading with indented lines below it, or the mark of a document. */
    private static final Pattern YAML =
            Pattern.compile("(?m)^---\\s*$|^[A-Za-z][\\w.-]*:[ \\t]*\\R(?:[ \\t]*(?:#.*)?\\R)*[ \\t]+\\S");

    private static final Pattern TOML = Pattern.compile("(?m)^\\s*\\[[\\w.-]+]\\s*$");

    private ForeignFormat() {}

    /** The name of the format that a text is probably in, unless it may be a properties file. */
    static Optional<String> of(String text) {
        if (TOML.matcher(text).find()) {
            return Optional.of("TOML or INI");
        } else if (JSON.matcher(text).matches()) {
            return Optional.of("JSON");
        } else if (XML.matcher(text).matches()) {
            return Optional.of("XML");
        }
        return YAML.matcher(text).find() ? Optional.of("YAML") : Optional.empty();
    }
}
