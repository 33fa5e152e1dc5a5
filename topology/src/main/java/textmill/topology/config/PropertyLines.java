package textmill.topology.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The settings of a properties file in their order, each with its line. The JDK reads each of them; it alone knows
 * neither lines nor repetitions.
 *
 * @param settings one for each logical line
 * @param problems what is wrong with lines
 */
record PropertyLines(List<Written> settings, List<String> problems) {

    static PropertyLines of(String file, String text) {
        PropertyLines lines = new PropertyLines(new ArrayList<>(), new ArrayList<>());
        String[] natural = text.split("\r\n|\r|\n", -1);
        for (int i = 0; i < natural.length; i++) {
            int first = i + 1;
            StringBuilder logical = new StringBuilder(natural[i]);
            boolean comment = natural[i].stripLeading().matches("[#!].*");
            while (!comment && goesOn(natural[i]) && i + 1 < natural.length) {
                logical.append('\n').append(natural[++i]);
            }
            lines.take(file + ":" + first, withoutTrailingBlanks(logical.toString()));
        }
        return lines;
    }

    private void take(String place, String logical) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(logical));
        } catch (IllegalArgumentException e) {
            problems.add(place + ": expected a property, found a \\u without four hexadecimal digits behind it.");
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String name : one.stringPropertyNames()) {
            String value = one.getProperty(name);
            Written written = new Written(name, value, value, place);
            if (isQuoted(value) && !isPassedOn(name)) {
                problems.add(written.named() + ": the value is in quotes, which would be part of it: write it without"
                        + " them.");
            }
            settings.add(written);
        }
    }

    /** An odd number of backslashes at the end. */
    private static boolean goesOn(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\\') {
            end--;
        }
        return (line.length() - end) % 2 == 1;
    }

    /** Nobody sees them, and nobody means them; one that is meant is written as an escape. */
    private static String withoutTrailingBlanks(String line) {
        String stripped = line.stripTrailing();
        return goesOn(stripped) ? line.substring(0, Math.min(line.length(), stripped.length() + 1)) : stripped;
    }

    private static boolean isQuoted(String value) {
        int last = value.length() - 1;
        return last > 0 && (value.charAt(0) == '"' || value.charAt(0) == '\'') && value.charAt(last) == value.charAt(0);
    }

    /** Others may want quotes: a password, a setting of a plug-in. */
    private static boolean isPassedOn(String name) {
        return name.startsWith(KafkaSettings.PREFIX) || name.startsWith(SerdeSettings.PREFIX);
    }
}
