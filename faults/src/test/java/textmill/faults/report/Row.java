package textmill.faults.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import textmill.faults.oracle.Verdict;

/** The figures of one row, on their way into the report. */
public final class Row {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final String name;
    private final ObjectNode figures = JSON.createObjectNode();
    private final long began = System.nanoTime();
    private int kills;

    /** A row of that name; replaces an earlier one in the report. */
    public Row(String name) {
        this.name = name;
        figures.put("size", Size.chosen().name().toLowerCase(Locale.ROOT));
    }

    /** Where reports and the files of the processes go. */
    public static Path directory() {
        return Path.of(System.getProperty("faults.directory", "target")).toAbsolutePath();
    }

    /** One more process was killed, stopped or cut off. */
    public Row killed() {
        kills++;
        return this;
    }

    /** How many there were. */
    public int kills() {
        return kills;
    }

    /** Adds a figure. */
    public Row put(String figure, long value) {
        figures.put(figure, value);
        return this;
    }

    /** Adds a remark. */
    public Row put(String figure, String value) {
        figures.put(figure, value);
        return this;
    }

    /** Adds a duration in milliseconds. */
    public Row put(String figure, Duration value) {
        return put(figure + "_ms", value.toMillis());
    }

    /** Adds the verdict, writes the report and prints the line. */
    public void write(Verdict verdict) {
        figures.put("records", verdict.records());
        figures.put("kills", kills);
        figures.put("lost", verdict.lost());
        figures.put("duplicated", verdict.duplicated());
        figures.put("reordered", verdict.reordered());
        figures.put("wrong", verdict.wrong());
        figures.put("dead_letters", verdict.deadLetters());
        figures.put("settled", verdict.settled() ? "yes" : "no");
        finish();
        System.out.printf(
                Locale.ROOT,
                "faults: records=%d kills=%d lost=%d duplicated=%d reordered=%d row=%s %s%n",
                verdict.records(),
                kills,
                verdict.lost(),
                verdict.duplicated(),
                verdict.reordered(),
                name,
                figures);
    }

    /** The same for several outputs, added up; settled if all are. */
    public void write(Map<String, Verdict> verdicts) {
        Collection<Verdict> all = verdicts.values();
        write(new Verdict(
                sum(all, Verdict::records),
                sum(all, Verdict::lost),
                sum(all, Verdict::duplicated),
                sum(all, Verdict::reordered),
                sum(all, Verdict::wrong),
                sum(all, Verdict::deadLetters),
                List.of(),
                all.stream().allMatch(Verdict::settled)));
    }

    private static long sum(Collection<Verdict> verdicts, ToLongFunction<Verdict> figure) {
        return verdicts.stream().mapToLong(figure).sum();
    }

    /** The same for a row without the oracle: what was seen is in its figures. */
    public void write() {
        figures.put("kills", kills);
        finish();
        System.out.printf(Locale.ROOT, "faults: kills=%d row=%s %s%n", kills, name, figures);
    }

    private void finish() {
        figures.put("seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
        figures.put("at", Instant.now().toString());
        save();
    }

    private void save() {
        Path file = directory().resolve("faults.json");
        try {
            ObjectNode report = Files.exists(file)
                    ? (ObjectNode) JSON.readTree(Files.readString(file))
                    : JSON.createObjectNode()
                            .put("processors", Runtime.getRuntime().availableProcessors());
            report.withObjectProperty("rows").set(name, figures);
            Files.createDirectories(directory());
            Files.writeString(file, JSON.writeValueAsString(report));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
