package textmill.topology.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.model.PoolingMode;
import textmill.runtime.redaction.PersonalDataRule;
import textmill.runtime.redaction.PersonalDataRules;
import textmill.runtime.task.TaskOption;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.TaskTypes;

/** Rules for what the models' side reads itself: it knows the words, and says what it does not take. */
final class RuntimeRules {
    private static final String NONE = "none";

    private RuntimeRules() {}

    /** Read by somebody who throws {@code IllegalArgumentException} at what he does not take. */
    private static <T> Rule<T> readBy(Function<String, T> reader, String expected, Function<T, String> writer) {
        return new Rule<>(
                expected,
                value -> {
                    try {
                        return reader.apply(value);
                    } catch (IllegalArgumentException e) {
                        throw new Rule.Misfit();
                    }
                },
                writer);
    }

    /** What an option of a kind of task takes. */
    static Rule<String> option(TaskOption<?> option) {
        return readBy(
                value -> {
                    option.read(value);
                    return value;
                },
                option.expected(),
                value -> value);
    }

    /** The name of a kind of task. */
    static Rule<TaskType> kind() {
        return readBy(
                value -> TaskTypes.parse(value.toLowerCase(Locale.ROOT)),
                "one of " + TaskTypes.all().stream().map(TaskType::name).collect(Collectors.joining(", ")),
                TaskType::name);
    }

    /** Rules for personal data, separated by commas, or {@code none}. */
    static Rule<List<PersonalDataRule>> personalData() {
        return readBy(
                value -> {
                    List<PersonalDataRule> rules = new ArrayList<>();
                    for (String word : words(value)) {
                        rules.add(PersonalDataRule.parse(word));
                    }
                    return List.copyOf(rules);
                },
                "one of " + PersonalDataRule.words() + ", or several separated by commas, or none",
                rules -> rules.stream().map(PersonalDataRule::word).collect(Collectors.joining(",")));
    }

    /** Countries with phone numbers, separated by commas, or {@code none}. */
    static Rule<List<String>> regions() {
        return new Rule<>(
                "country of two letters, or several separated by commas, or none",
                value -> {
                    List<String> regions = new ArrayList<>();
                    for (String region : words(value)) {
                        regions.add(region.strip().toUpperCase(Locale.ROOT));
                    }
                    if (!PersonalDataRules.phoneRegions().containsAll(regions)) {
                        throw new Rule.Misfit();
                    }
                    return List.copyOf(regions);
                },
                regions -> String.join(",", regions));
    }

    private static String[] words(String value) {
        return value.equals(NONE) ? new String[0] : value.split(",", -1);
    }

    /** Poolings, separated by commas. */
    static Rule<List<PoolingMode>> poolings() {
        return readBy(
                PoolingMode::parse,
                "one of " + PoolingMode.names() + ", or several separated by commas",
                modes -> modes.stream().map(PoolingMode::text).collect(Collectors.joining(",")));
    }

    /** A device or several. */
    static Rule<DeviceChoice> devices() {
        return readBy(DeviceChoice::parse, DeviceChoice.SYNTAX, DeviceChoice::toString);
    }
}
