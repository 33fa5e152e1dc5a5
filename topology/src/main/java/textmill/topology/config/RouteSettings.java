package textmill.topology.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A further topic for those results of a task for which conditions hold. Immutable. */
public final class RouteSettings {
    static final String PREFIX = "route.";

    /** Where they go. */
    public static final Key<String> TOPIC = Key.optional(
            "topic",
            Rule.topic(),
            "Topic to which a result goes besides if all conditions of the route hold. Required.");

    private final String name;
    private final String prefix;
    private final Settings settings;
    private final Map<String, Written> conditions;

    private RouteSettings(String name, String prefix, Settings settings, Map<String, Written> conditions) {
        this.name = name;
        this.prefix = prefix;
        this.settings = settings;
        this.conditions = Map.copyOf(conditions);
    }

    /**
     * Reads the routes of a task.
     *
     * @param prefix of the task's keys
     * @param written settings by their name behind that of the task; those of routes are taken out
     */
    static List<RouteSettings> read(String prefix, Map<String, Written> written, Collection<String> problems) {
        Map<String, Map<String, Written>> byName = new TreeMap<>();
        written.forEach((key, setting) -> {
            if (key.startsWith(PREFIX)) {
                String[] parts = key.split("\\.", 3);
                if (parts.length < 3 || !parts[1].matches("[A-Za-z0-9_-]+")) {
                    problems.add(setting.named() + ": expected " + prefix
                            + "route.NAME.topic or a condition, with a name of letters, digits, - and _.");
                } else {
                    byName.computeIfAbsent(parts[1], unused -> new TreeMap<>()).put(parts[2], setting);
                }
            }
        });
        written.keySet().removeIf(key -> key.startsWith(PREFIX));
        return byName.entrySet().stream()
                .map(route -> read(route.getKey(), prefix + PREFIX + route.getKey() + ".", route.getValue(), problems))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<RouteSettings> read(
            String name, String prefix, Map<String, Written> written, Collection<String> problems) {
        Settings settings = Settings.read(prefix, List.of(TOPIC), written, problems);
        Map<String, Written> conditions = new TreeMap<>(written);
        conditions.remove(TOPIC.keyName());
        if (!settings.isWritten(TOPIC)) {
            problems.add(prefix + TOPIC.keyName() + " is missing: set it, or remove the route.");
        }
        if (conditions.isEmpty()) {
            problems.add(prefix + " has no condition, so that all results would be there twice: set one.");
        }
        return settings.find(TOPIC).isPresent()
                ? Optional.of(new RouteSettings(name, prefix, settings, conditions))
                : Optional.empty();
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Where results go for which its conditions hold. */
    public String topic() {
        return settings.get(TOPIC);
    }

    /** The whole name of its topic's key. */
    public String nameOfTopic() {
        return settings.nameOf(TOPIC);
    }

    /**
     * The conditions that were written, as those of a kind.
     *
     * @param kind name of the kind, for messages
     * @param known the conditions that the kind has
     * @throws ConfigException naming every condition that the kind does not have, and every value that does not fit
     */
    public Settings conditions(String kind, Collection<Key<?>> known) {
        List<String> problems = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>();
        known.forEach(key -> names.add(key.keyName()));
        conditions.forEach((condition, written) -> {
            if (!names.contains(condition)) {
                problems.add(written.named() + ": results of kind " + kind + " have no condition " + condition
                        + (names.isEmpty() ? "; they have none." : "; they have " + String.join(", ", names) + "."));
            }
        });
        Settings read = Settings.read(prefix, known, conditions, problems);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return read;
    }
}
