package textmill.topology.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Settings from variables of the environment: {@code TEXTMILL_INPUT_TOPIC} is {@code input.topic}. As with the images of
 * Kafka, one underscore is a dot, two are an underscore and three a hyphen. An empty variable counts as none.
 */
final class EnvironmentSettings {
    private static final String PREFIX = "TEXTMILL_";

    /** Variables of the launcher, the build and the models. */
    private static final Set<String> OTHERS = Set.of(
            "TEXTMILL_BUILD",
            "TEXTMILL_CACHE",
            "TEXTMILL_JAVA_OPTS",
            "TEXTMILL_MAVEN_OPTS",
            "TEXTMILL_PROFILE",
            "TEXTMILL_STDOUT");

    /** Kubernetes tells every container of every service; one that is called textmill must not configure us. */
    private static final Pattern OF_SERVICES = Pattern.compile(
            "TEXTMILL_(?:.*_)?(?:SERVICE_HOST|SERVICE_PORT(?:_.*)?|PORT_\\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)");

    private static final Pattern ADDRESS_OF_SERVICE = Pattern.compile("(?:tcp|udp|sctp)://\\S+:\\d+");

    private EnvironmentSettings() {}

    /**
     * The settings by their keys. Their values are literal, and messages never repeat them.
     *
     * @param problems gets what two variables say of one key: the system tells small letters from capitals
     */
    static Map<String, Written> of(Map<String, String> environment, Collection<String> problems) {
        Map<String, Written> settings = new TreeMap<>();
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (isSetting(variable, value)) {
                String key = key(variable.substring(PREFIX.length()));
                Written written =
                        new Written(key, value, "[value of " + variable + "]", "environment variable " + variable);
                Written earlier = settings.putIfAbsent(key, written);
                if (earlier != null) {
                    problems.add(key + " is there twice, in " + earlier.place() + " and " + written.place()
                            + ": remove one of the two.");
                }
            }
        });
        return settings;
    }

    private static boolean isSetting(String variable, String value) {
        return variable.startsWith(PREFIX)
                && variable.length() > PREFIX.length()
                && !value.isEmpty()
                && !OTHERS.contains(variable)
                && !OF_SERVICES.matcher(variable).matches()
                && !(variable.endsWith("_PORT")
                        && ADDRESS_OF_SERVICE.matcher(value).matches());
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT)
                .replace("___", "-")
                .replace("__", "\0")
                .replace('_', '.')
                .replace('\0', '_');
    }
}
