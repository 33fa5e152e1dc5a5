package textmill.topology.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * What a value must look like, how it is read, and how it is written.
 *
 * @param <T> type of the value
 */
public final class Rule<T> {
    private static final int LONGEST_TOPIC = 249;

    private final String expected;
    private final Reader<T> reader;
    private final Function<T, String> writer;
    private final boolean secret;

    Rule(String expected, Reader<T> reader, Function<T, String> writer) {
        this(expected, reader, writer, false);
    }

    /** @param secret messages must not repeat a value, be it right or wrong */
    Rule(String expected, Reader<T> reader, Function<T, String> writer, boolean secret) {
        this.expected = expected;
        this.reader = reader;
        this.writer = writer;
        this.secret = secret;
    }

    /** Reads a value without the blanks around it. */
    @FunctionalInterface
    interface Reader<T> {
        T read(String value) throws Misfit;
    }

    /** The value was not what {@link #expected} says. */
    static final class Misfit extends Exception {
        private static final long serialVersionUID = 1L;
    }

    T read(String value) throws Misfit {
        return reader.read(value.strip());
    }

    /** How messages and the reference name what is expected, for example {@code whole number, 1 or more}. */
    public String expected() {
        return expected;
    }

    /** Whether messages must not repeat a value, be it right or wrong. */
    boolean isSecret() {
        return secret;
    }

    /** The value as a user would write it. */
    public String write(T value) {
        return writer.apply(value);
    }

    /** Any text that is not blank. */
    public static Rule<String> text() {
        return new Rule<>("text", Rule::notBlank, value -> value);
    }

    /** A regular expression. */
    static Rule<Pattern> pattern() {
        return new Rule<>(
                "regular expression",
                value -> {
                    try {
                        return Pattern.compile(notBlank(value));
                    } catch (PatternSyntaxException e) {
                        throw new Misfit();
                    }
                },
                Pattern::pattern);
    }

    /** Paths from the root, separated by commas. */
    static Rule<List<String>> absolutePaths() {
        return new Rule<>(
                "absolute path, or several separated by commas",
                value -> {
                    List<String> paths = new ArrayList<>();
                    for (String path : value.split(",", -1)) {
                        if (!Path.of(notBlank(path).strip()).isAbsolute()) {
                            throw new Misfit();
                        }
                        paths.add(path.strip());
                    }
                    return List.copyOf(paths);
                },
                paths -> String.join(",", paths));
    }

    /** A name in Kafka that is also one for a directory. */
    static Rule<String> name() {
        return new Rule<>("name of letters, digits, '.', '_' and '-'", Rule::topicName, value -> value);
    }

    /** A file or directory. */
    public static Rule<Path> path() {
        return new Rule<>("path", value -> Path.of(notBlank(value)), Path::toString);
    }

    /** A name that Kafka accepts for a topic. */
    public static Rule<String> topic() {
        return new Rule<>("name of a topic", Rule::topicName, value -> value);
    }

    /** Names of topics, separated by commas, each once. */
    public static Rule<List<String>> topics() {
        return new Rule<>(
                "name of a topic, or several separated by commas, each once",
                value -> {
                    Set<String> names = new LinkedHashSet<>();
                    for (String name : value.split(",", -1)) {
                        if (!names.add(topicName(name.strip()))) {
                            throw new Misfit();
                        }
                    }
                    return List.copyOf(names);
                },
                names -> String.join(",", names));
    }

    /** One of the constants of an enumeration, written in lower case with hyphens. */
    public static <E extends Enum<E>> Rule<E> word(Class<E> type) {
        return word(type, constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** One of the constants of an enumeration, written in a way of its own. */
    public static <E extends Enum<E>> Rule<E> word(Class<E> type, Function<E, String> writer) {
        List<E> constants = Arrays.asList(type.getEnumConstants());
        String words = constants.stream().map(writer).collect(Collectors.joining(", "));
        return new Rule<>(
                "one of " + words,
                value -> constants.stream()
                        .filter(constant -> writer.apply(constant).equals(value.toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(Misfit::new),
                writer);
    }

    /** A text that may be blank or end in blanks; double quotes around it keep them. */
    static Rule<String> quotable() {
        return new Rule<>(
                "text, in double quotes where it begins or ends with blanks",
                value -> value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                        ? value.substring(1, value.length() - 1)
                        : value,
                value -> '"' + value + '"');
    }

    /** Texts separated by commas. */
    public static Rule<List<String>> texts() {
        return new Rule<>(
                "text, or several separated by commas",
                value -> {
                    List<String> texts = new ArrayList<>();
                    for (String text : value.split(",", -1)) {
                        texts.add(notBlank(text).strip());
                    }
                    return List.copyOf(texts);
                },
                texts -> String.join(",", texts));
    }

    /** A number from 0 to 1. */
    public static Rule<Float> probability() {
        return number("number from 0 to 1", 0, 1);
    }

    /** Any number. */
    public static Rule<Float> number() {
        return number("number", -Float.MAX_VALUE, Float.MAX_VALUE);
    }

    private static Rule<Float> number(String expected, float min, float max) {
        return new Rule<>(
                expected,
                value -> {
                    try {
                        float number = Float.parseFloat(value);
                        if (!(number >= min && number <= max)) {
                            throw new Misfit();
                        }
                        return number;
                    } catch (NumberFormatException e) {
                        throw new Misfit();
                    }
                },
                String::valueOf);
    }

    /** A whole number within bounds, both included. */
    public static Rule<Integer> count(int min, int max) {
        return new Rule<>(range(min, max), value -> (int) whole(value, min, max), String::valueOf);
    }

    /** Bytes, at least so many. */
    public static Rule<Long> bytes(long min) {
        return new Rule<>(range(min, Long.MAX_VALUE), value -> whole(value, min, Long.MAX_VALUE), String::valueOf);
    }

    /** Milliseconds within bounds, both included. */
    public static Rule<Duration> millis(long min, long max) {
        return new Rule<>(
                range(min, max),
                value -> Duration.ofMillis(whole(value, min, max)),
                duration -> String.valueOf(duration.toMillis()));
    }

    /** {@code true} or {@code false}. */
    public static Rule<Boolean> flag() {
        return new Rule<>(
                "true or false",
                value -> switch (value.toLowerCase(Locale.ROOT)) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new Misfit();
                },
                String::valueOf);
    }

    static String notBlank(String value) throws Misfit {
        if (value.isBlank()) {
            throw new Misfit();
        }
        return value;
    }

    static boolean isTopic(String name) {
        return name.matches("[a-zA-Z0-9._-]{1," + LONGEST_TOPIC + "}") && !name.equals(".") && !name.equals("..");
    }

    private static String topicName(String name) throws Misfit {
        if (!isTopic(name)) {
            throw new Misfit();
        }
        return name;
    }

    private static long whole(String value, long min, long max) throws Misfit {
        try {
            long number = Long.parseLong(value);
            if (number < min || number > max) {
                throw new Misfit();
            }
            return number;
        } catch (NumberFormatException e) {
            throw new Misfit();
        }
    }

    private static String range(long min, long max) {
        boolean endless = max == Long.MAX_VALUE || max == Integer.MAX_VALUE;
        return "whole number, " + min + (endless ? " or more" : " to " + max);
    }
}
