package textmill.topology.config;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import textmill.schema.registry.DidYouMean;

/**
 * Puts what a value names in its place: {@code ${NAME}} and {@code ${env:NAME}}, {@code ${file:PATH:KEY}},
 * {@code ${dir:PATH:FILE}}. {@code $${NAME}} is the text {@code ${NAME}}. What other providers of Kafka would resolve is
 * left to them in the settings that are theirs, and refused elsewhere.
 */
final class Placeholders {
    private static final Pattern PLACEHOLDER = Pattern.compile(
            "\\$\\$\\{|\\$\\{(?:(env):)?([A-Za-z_][A-Za-z0-9_]*)}|\\$\\{([A-Za-z][A-Za-z0-9_-]*):([^}]*)}");
    private static final Pattern KEPT_IN_FILES = Pattern.compile("\\$\\{(?:file|dir|directory):");

    /** Stands in a login for what is not there: whoever asks for its user is told this. */
    private static final String NOBODY = "NAME";

    private final Providers providers;
    private final Need need;

    private Placeholders(Providers providers, Need need) {
        this.providers = providers;
        this.need = need;
    }

    /** What somebody is about to do with settings. */
    enum Need {
        /** To connect: everything must be there. */
        ALL,
        /** To say what they are about: what only connections need is unknown where it is not there. */
        NO_LOGINS
    }

    /** Settings with everything in place; adds to {@code problems} what is not there or not allowed. */
    static Map<String, Written> resolve(
            Map<String, Written> settings, Map<String, String> environment, Need need, Collection<String> problems) {
        Settings limits = Settings.read("", ProviderKeys.SECTION.keys(), settings, problems);
        Map<String, Written> resolved = new TreeMap<>(settings);
        try (Providers providers = Providers.of(limits, environment)) {
            Placeholders placeholders = new Placeholders(providers, need);
            resolved.replaceAll((name, setting) -> placeholders.replace(setting, problems));
        } catch (ConfigException e) {
            problems.addAll(e.problems());
        }
        return resolved;
    }

    /** Whether a value was taken from a file, where people keep secrets: it is never shown. */
    static boolean isKeptInAFile(Written setting) {
        return KEPT_IN_FILES.matcher(setting.shown()).find();
    }

    private Written replace(Written setting, Collection<String> problems) {
        // What is not shown is a variable of the environment, whose value is literal.
        if (!setting.isShown() || isAboutProviders(setting.name())) {
            return setting;
        }
        Matcher found = PLACEHOLDER.matcher(setting.value());
        StringBuilder value = new StringBuilder();
        while (found.find()) {
            try {
                found.appendReplacement(value, Matcher.quoteReplacement(valueOf(found, setting)));
            } catch (Providers.NoValue e) {
                if (need == Need.NO_LOGINS && KafkaSettings.isLogin(setting.name())) {
                    found.appendReplacement(value, NOBODY);
                    continue;
                } else if (need == Need.ALL || !isForConnections(setting.name())) {
                    problems.add(setting.named(found.group()) + ": " + e.getMessage());
                }
                return new Written(setting.name(), Written.UNKNOWN, setting.shown(), setting.place());
            }
        }
        found.appendTail(value);
        return new Written(setting.name(), value.toString(), setting.shown(), setting.place());
    }

    /** Whether clients and servers alone ask for a setting. */
    private static boolean isForConnections(String name) {
        return name.startsWith(KafkaSettings.PREFIX)
                || name.startsWith(Sorted.OPEN_TELEMETRY)
                || SerdeSettings.nameFor(name).isPresent()
                || Section.keysOfTheProcess().stream()
                        .anyMatch(
                                key -> key.keyName().equals(name) && key.rule().isSecret());
    }

    private static boolean isAboutProviders(String name) {
        return ProviderKeys.SECTION.keys().stream()
                .anyMatch(key -> key.keyName().equals(name));
    }

    private String valueOf(Matcher found, Written setting) throws Providers.NoValue {
        String variable = found.group(2);
        String provider = found.group(3);
        if (variable != null) {
            return providers.variable(variable);
        } else if (provider == null) {
            return "${";
        }
        String argument = found.group(4);
        return switch (provider) {
            case "file" -> providers.file(argument);
            case "dir", "directory" -> providers.directory(argument);
            default -> foreign(provider, found.group(), setting);
        };
    }

    private static String foreign(String provider, String written, Written setting) throws Providers.NoValue {
        boolean ofOthers = setting.name().startsWith(KafkaSettings.PREFIX)
                || SerdeSettings.nameFor(setting.name()).isPresent();
        if (ofOthers && !provider.equals("env")) {
            return written;
        }
        Optional<String> meant =
                provider.equals("env") ? Optional.empty() : DidYouMean.among(List.of("env", "file", "dir"), provider);
        throw new Providers.NoValue(written + " cannot be read: expected ${env:NAME}, ${file:PATH:KEY} or"
                + " ${dir:PATH:FILE}"
                + meant.map(name -> "; did you mean " + name + "?").orElse(".") + " Write $" + written
                + " for the text itself.");
    }
}
