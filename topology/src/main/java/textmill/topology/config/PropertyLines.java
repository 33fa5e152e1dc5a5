package textmill.topology.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The settings of a properties file in their order, each with its line. The JDK reads each of them; it alone knows
 * neither lines nor repetitions.
 *
 * @param settings one for each logical line
 * @param problems what is wrong with lines
 */
record PropertyLines(List<Written> settings, List<String> problems) {

    /** A backslash before a character that needs none; the JDK drops it without a word. */
    private static final Pattern LOST_BACKSLASH = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\[^\\\\tnrfu:=#!,\\s\"'$]");

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
            if (name.isEmpty()) {
                problems.add(place + ": expected KEY=VALUE, found no key before the sign.");
                continue;
            }
            OptionalInt invisible =
                    name.codePoints().filter(PropertyLines::isInvisible).findFirst();
            if (invisible.isPresent()) {
                problems.add(String.format(
                        Locale.ROOT,
                        "%s: the name of the key holds an invisible character, U+%04X: write the line again by hand.",
                        place,
                        invisible.getAsInt()));
                continue;
            }
            Written written = new Written(name, value, value, place, logical);
            if (LOST_BACKSLASH.matcher(logical).find() && !isPassedOn(name)) {
                problems.add(written.named() + ": a single backslash in it is lost, as in every properties file: write"
                        + " two for one.");
            }
            unseen(value).ifPresent(character -> {
                if (logical.indexOf(character) >= 0 && !isPassedOn(name)) {
                    problems.add(String.format(
                            Locale.ROOT,
                            "%s: the value begins or ends with an invisible character, U+%04X: write the line again by"
                                    + " hand.",
                            written.named(),
                            character));
                }
            });
            if (isQuoted(value) && !isPassedOn(name)) {
                problems.add(written.named() + ": the value is in quotes, which would be part of it: write it without"
                        + " them.");
            }
            settings.add(written);
        }
    }

    /** What is neither seen nor a line end or a tab that somebody may mean, at one of the ends. */
    private static OptionalInt unseen(String value) {
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        return IntStream.of(value.codePointAt(0), value.codePointBefore(value.length()))
                .filter(character -> isInvisible(character) && !Character.isISOControl(character))
                .findFirst();
    }

    private static boolean isInvisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> character != ' ';
            default -> false;
        };
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
