package textmill.runtime.task;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Something that a user may say about tasks of a kind: {@code task.NAME.aggregation} in a configuration, {@code
 * --aggregation} on a command line.
 *
 * @param <T> type of its value
 * @param name as users write it
 * @param expected what a value must look like, for messages
 * @param parser reads a value; throws {@link IllegalArgumentException} if it does not look like that
 * @param usual the value if nothing is said, as a user would write it
 * @param doc its meaning in a sentence
 */
public record TaskOption<T>(String name, String expected, Function<String, T> parser, String usual, String doc) {
    /**
     * One of the constants of an enumeration, in lower case.
     *
     * @param usual the default
     */
    public static <E extends Enum<E>> TaskOption<E> word(String name, E usual, String doc) {
        Class<E> type = usual.getDeclaringClass();
        String words =
                Arrays.stream(type.getEnumConstants()).map(TaskOption::word).collect(Collectors.joining(", "));
        return new TaskOption<>(
                name,
                "one of " + words,
                text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')),
                word(usual),
                doc);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A number from 0 to 1. */
    public static TaskOption<Float> probability(String name, float usual, String doc) {
        return new TaskOption<>(name, "number from 0 to 1", TaskOption::probability, String.valueOf(usual), doc);
    }

    /**
     * How many of the best, at least 1; {@code auto}, which is 0, for as many as suit whoever lists them.
     */
    public static TaskOption<Integer> topK(String doc) {
        return new TaskOption<>("top.k", "whole number from 1, or auto", TaskOption::countOrAuto, "auto", doc);
    }

    private static Integer countOrAuto(String text) {
        int count = text.equals("auto") ? 0 : Integer.parseInt(text);
        if (count < 1 && !text.equals("auto")) {
            throw new IllegalArgumentException("out of range");
        }
        return count;
    }

    /** A number of things. */
    public static TaskOption<Integer> count(String name, int usual, String doc) {
        return new TaskOption<>(name, "whole number from 0", TaskOption::number, String.valueOf(usual), doc);
    }

    private static Integer number(String text) {
        int value = Integer.parseInt(text);
        if (value < 0) {
            throw new IllegalArgumentException("out of range");
        }
        return value;
    }

    /** Something that is so or not; not, if nothing is said. */
    public static TaskOption<Boolean> flag(String name, String doc) {
        return new TaskOption<>(name, "true or false", TaskOption::truth, "false", doc);
    }

    /** Whether naming it on a command line is enough. */
    public boolean isFlag() {
        return usual.equals("false");
    }

    private static Boolean truth(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("neither");
        }
        return Boolean.valueOf(text);
    }

    private static Float probability(String text) {
        float value = Float.parseFloat(text);
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("out of range");
        }
        return value;
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException saying what was expected and found
     */
    public T read(String text) {
        try {
            return parser.apply(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": expected " + expected + ", found '" + text + "'", e);
        }
    }
}
