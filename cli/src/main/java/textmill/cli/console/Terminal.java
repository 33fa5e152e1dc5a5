package textmill.cli.console;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Standard output for results and standard error for everything else, both UTF-8 whatever the locale says. Lines of
 * different threads do not mix.
 */
public final class Terminal {
    private static final int DEFAULT_WIDTH = 100;
    private static final int MIN_WIDTH = 60;
    private static final int MAX_WIDTH = 160;

    private static final String CLEAR_TO_THE_END = "\u001b[K";

    private static final Path STDOUT = Path.of("/proc/self/fd/1");

    private final WatchedOutput results;
    private final PrintStream out;
    private final PrintStream err;
    private final Style style;
    private final int width;
    private final boolean showsResults;
    private final boolean watched;
    private boolean statusShown;

    /**
     * A terminal on given streams, for tests; see {@link #standard()}.
     *
     * @param width columns that a line may take
     */
    public Terminal(OutputStream out, OutputStream err, Style style, int width) {
        this(out, err, new Looks(style, width, false, false));
    }

    /**
     * The same.
     *
     * @param looks what is known of whoever looks on
     */
    public Terminal(OutputStream out, OutputStream err, Looks looks) {
        this.results = out instanceof WatchedOutput watched ? watched : new WatchedOutput(out);
        this.out = new PrintStream(results, false, StandardCharsets.UTF_8);
        this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
        this.style = looks.style;
        this.width = looks.width;
        this.showsResults = looks.showsResults;
        this.watched = looks.watched;
    }

    /**
     * How lines are written.
     *
     * @param style of emphasis
     * @param width columns that a line may take
     * @param showsResults whether stdout is a terminal
     * @param watched whether stderr is a terminal, where a line can be written over
     */
    public record Looks(Style style, int width, boolean showsResults, boolean watched) {}

    /** The streams of this process. Colours if stdout is a terminal and {@code NO_COLOR} is not set. */
    public static Terminal standard() {
        Map<String, String> environment = System.getenv();
        // The launcher asks the shell: Java 17 cannot tell whether stdout alone is a terminal.
        boolean tty = "tty".equals(environment.get("TEXTMILL_STDOUT"));
        boolean colour = tty && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(
                WatchedOutput.to(STDOUT, new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16)),
                new FileOutputStream(FileDescriptor.err),
                new Looks(
                        colour ? Style.ANSI : Style.PLAIN,
                        width(environment.get("COLUMNS")),
                        tty,
                        "tty".equals(environment.get("TEXTMILL_STDERR"))));
    }

    private static int width(@Nullable String columns) {
        if (columns == null || !columns.matches("\\d{1,4}")) {
            return DEFAULT_WIDTH;
        }
        return Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, Integer.parseInt(columns)));
    }

    /**
     * Prints a line of results and flushes it.
     *
     * @throws CliException if it cannot be written; not if the reader has gone, see {@link #outputClosed}
     */
    public void print(String line) {
        synchronized (out) {
            out.print(line);
            out.print('\n');
            flush();
        }
    }

    /**
     * Hands on what is buffered.
     *
     * @throws CliException if it cannot be written; not if the reader has gone
     */
    public void flush() {
        out.flush();
        IOException failure = results.failure();
        if (failure != null && !outputClosed()) {
            throw cannotWrite(failure);
        }
    }

    private static CliException cannotWrite(IOException failure) {
        return CliException.fault(
                "cannot write to stdout: " + failure.getMessage() + "; what was written is not whole");
    }

    /** Prints a line about progress or a problem, to stderr. */
    public void note(String line) {
        synchronized (err) {
            status("");
            err.print(line + "\n");
        }
    }

    /** True if stdout is a terminal. */
    public boolean showsResults() {
        return showsResults;
    }

    /** True if stderr is a terminal, where somebody looks on. */
    public boolean isWatched() {
        return watched;
    }

    /** Shows a line on stderr that the next one, or a note, takes the place of; empty takes it away. */
    void status(String line) {
        synchronized (err) {
            if (watched && (statusShown || !line.isEmpty())) {
                err.print("\r" + Columns.cut(line, width - 1) + CLEAR_TO_THE_END);
                err.flush();
                statusShown = !line.isEmpty();
            }
        }
    }

    /** Where help goes, buffered; failures are seen at the next {@link #flush}. */
    public PrintStream out() {
        return out;
    }

    /** Where results go, buffered: the caller flushes, and sees every failure. */
    public WatchedOutput results() {
        return results;
    }

    /** Where notes go. */
    public PrintStream err() {
        return err;
    }

    /** True once the reader of stdout has gone, as in {@code textmill ... | head}: no failure, but time to end. */
    public boolean outputClosed() {
        return results.readerLeft();
    }

    /** How emphasis is written. */
    public Style style() {
        return style;
    }

    /** Columns that a line may take. */
    public int width() {
        return width;
    }
}
