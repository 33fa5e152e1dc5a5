package textmill.topology.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A properties file in UTF-8 as the user wrote it: every setting with its line, and what is wrong with the file itself.
 * What values name elsewhere is put in place when everything is there. Immutable.
 */
public final class ConfigFile {
    private static final int UTF8_MARK = 0xEFBBBF;

    private final Map<String, Written> settings;
    private final List<String> problems;
    private final Map<String, String> environment;

    private ConfigFile(Map<String, Written> settings, List<String> problems, Map<String, String> environment) {
        this.settings = settings;
        this.problems = List.copyOf(problems);
        this.environment = environment;
    }

    /** Settings with everything in place that they name, and all that is wrong so far. */
    record Resolved(Map<String, Written> settings, List<String> problems) {}

    Resolved resolve(Placeholders.Need need) {
        List<String> found = new ArrayList<>(problems);
        Map<String, Written> resolved = Placeholders.resolve(settings, environment, need, found);
        return new Resolved(resolved, found);
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     * @throws ConfigException if it is a directory or not text in UTF-8; other problems are reported with those of the
     *     settings
     */
    public static ConfigFile read(Path file) throws IOException {
        return read(file, System.getenv());
    }

    static ConfigFile read(Path file, Map<String, String> environment) throws IOException {
        if (Files.isDirectory(file)) {
            throw new ConfigException(List.of(file + ": is a directory, expected a properties file"));
        }
        return of(file, Files.readAllBytes(file), environment);
    }

    /** The same, of what has been read. */
    static ConfigFile of(Path file, byte[] content, Map<String, String> environment) {
        String text = text(file, content);
        ForeignFormat.of(text).ifPresent(format -> {
            throw new ConfigException(
                    List.of(
                            file + ": looks like " + format
                                    + ", expected a properties file: a line KEY=VALUE for each setting, for example input.topic=texts"));
        });
        PropertyLines lines = PropertyLines.of(file.toString(), text);
        List<String> problems = new ArrayList<>(lines.problems());
        Map<String, Written> settings = new TreeMap<>();
        for (Written line : lines.settings()) {
            Written earlier = settings.putIfAbsent(line.name(), line);
            if (earlier != null) {
                problems.add(line.name() + " is there twice, in " + earlier.place() + " and " + line.place()
                        + ": remove one of the two.");
            }
        }
        return new ConfigFile(settings, problems, environment);
    }

    /**
     * These settings with others put in their place.
     *
     * @param overrides by key
     * @param place where they stand, for messages
     */
    public ConfigFile with(Map<String, String> overrides, String place) {
        Map<String, Written> all = new TreeMap<>(settings);
        overrides.forEach((name, value) -> put(all, new Written(name, value, value, place)));
        return new ConfigFile(all, problems, environment);
    }

    /** These settings with those of the environment in their place: {@code TEXTMILL_INPUT_TOPIC} is {@code input.topic}. */
    public ConfigFile withEnvironment(Map<String, String> variables) {
        Map<String, Written> all = new TreeMap<>(settings);
        List<String> found = new ArrayList<>(problems);
        EnvironmentSettings.of(variables, found).values().forEach(written -> put(all, written));
        return new ConfigFile(all, found, environment);
    }

    /** What is written later replaces what was written earlier, under whichever of its names. */
    private static void put(Map<String, Written> all, Written written) {
        OldNames.otherNameOf(written.name()).ifPresent(all::remove);
        all.put(written.name(), written);
    }

    /** No settings yet. */
    public static ConfigFile empty() {
        return new ConfigFile(Map.of(), List.of(), System.getenv());
    }

    /** True if nothing is set at all. */
    public boolean isEmpty() {
        return settings.isEmpty() && problems.isEmpty();
    }

    /**
     * The settings without their places, for clients that check them themselves.
     *
     * @throws ConfigException with everything that is wrong with the file
     */
    public Map<String, String> values() {
        return valuesOf(resolve(Placeholders.Need.ALL));
    }

    private static Map<String, String> valuesOf(Resolved resolved) {
        if (!resolved.problems.isEmpty()) {
            throw new ConfigException(resolved.problems);
        }
        Map<String, String> values = new TreeMap<>();
        resolved.settings.forEach((name, written) -> values.put(name, written.value()));
        ProviderKeys.SECTION.keys().forEach(key -> values.remove(key.keyName()));
        return values;
    }

    /**
     * The settings for clients of Kafka, by the names that Kafka gives them.
     *
     * @throws ConfigException with everything that is wrong with the file, and with logins that Kafka would log
     */
    public Map<String, String> clientValues() {
        Resolved resolved = resolve(Placeholders.Need.ALL);
        resolved.settings.forEach((name, written) -> KafkaSettings.checkForClient(name, written, resolved.problems));
        return valuesOf(resolved);
    }

    private static String text(Path file, byte[] bytes) {
        String mark = mark(bytes);
        if (!mark.isEmpty()) {
            throw new ConfigException(List.of(file + ":1: begins with the mark of " + mark
                    + ", expected UTF-8 without a byte-order mark: save it" + " as plain UTF-8."));
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                throw new ConfigException(List.of(file + ":" + lineOf(bytes, i)
                        + ": holds NUL bytes, as a file in UTF-16 has them: save it as plain UTF-8."));
            }
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw new ConfigException(List.of(file + ":" + lineOf(bytes, in.position())
                    + ": holds bytes that are not UTF-8 (0x" + Integer.toHexString(bytes[in.position()] & 0xFF)
                    + "), as a file in Latin-1 has them: save it as UTF-8, or write the character as \\uXXXX."));
        }
        return out.flip().toString();
    }

    private static String mark(byte[] bytes) {
        int first = head(bytes, 2);
        if (head(bytes, 3) == UTF8_MARK) {
            return "UTF-8";
        }
        return first == 0xFEFF || first == 0xFFFE ? "UTF-16" : "";
    }

    private static int head(byte[] bytes, int length) {
        int head = 0;
        for (int i = 0; i < length && i < bytes.length; i++) {
            head = (head << 8) | (bytes[i] & 0xFF);
        }
        return head;
    }

    private static int lineOf(byte[] bytes, int position) {
        int line = 1;
        for (int i = 0; i < position; i++) {
            if (bytes[i] == '\n') {
                line++;
            }
        }
        return line;
    }
}
