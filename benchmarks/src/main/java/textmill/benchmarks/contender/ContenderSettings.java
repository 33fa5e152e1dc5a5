package textmill.benchmarks.contender;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a contender is started with: {@code name=value} arguments. The usual names are {@code model} and
 * {@code tokenizer} (files), {@code batch} (rows), {@code callers} (threads that call), {@code intra} (ONNX Runtime's
 * threads of one run, 0 for its default), {@code sort} (by length before batching).
 *
 * @param values by name
 */
public record ContenderSettings(Map<String, String> values) {
    /** Copies the map. */
    public ContenderSettings {
        values = Map.copyOf(values);
    }

    /** Reads {@code name=value} arguments. */
    public static ContenderSettings parse(String[] arguments) {
        Map<String, String> values = new TreeMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("expected name=value, found " + argument);
            }
            values.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        return new ContenderSettings(values);
    }

    /** A value that must be there. */
    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("setting " + name + " is missing");
        }
        return value;
    }

    /** A value, or what it is when not set. */
    public String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /** A value that must be there, as a path. */
    public Path path(String name) {
        return Path.of(text(name));
    }

    /** A whole number, or what it is when not set. */
    public int number(String name, int otherwise) {
        String value = values.get(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    /** True if set to {@code true}. */
    public boolean flag(String name) {
        return Boolean.parseBoolean(values.get(name));
    }
}
