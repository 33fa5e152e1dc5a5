package textmill.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import textmill.cli.console.CliException;
import textmill.cli.console.LineReader;
import textmill.cli.console.LineReader.Line;

/** Where the demo's texts come from, one at a time: the bundled sample, or the lines of a file. */
final class TextSource implements AutoCloseable {
    /** Longer lines would not fit into a Kafka record of default size. */
    private static final int MAX_LINE_BYTES = 900_000;

    private final InputStream in;
    private final LineReader lines;
    private final long limit;
    private final boolean tagged;
    private final boolean live;

    private TextSource(InputStream in, long limit, boolean tagged, boolean live) {
        this.in = in;
        this.lines = new LineReader(in, MAX_LINE_BYTES);
        this.limit = limit;
        this.tagged = tagged;
        this.live = live;
    }

    /**
     * A text to produce.
     *
     * @param id goes along in the event
     * @param text the text
     */
    record Item(String id, String text) {}

    /** At most {@code limit} texts of the bundled sample. Their ids name the kind of text, as in {@code query-17}. */
    static TextSource sample(long limit) {
        InputStream resource = TextSource.class.getResourceAsStream("sample.tsv");
        if (resource == null) {
            throw new IllegalStateException("sample.tsv is missing from the class path");
        }
        return new TextSource(resource, limit, true, false);
    }

    /** At most {@code limit} lines of a file, empty ones included. */
    static TextSource file(InputStream in, long limit) {
        return new TextSource(in, limit, false, false);
    }

    /** At most {@code limit} lines of what somebody may still be writing, empty ones included. */
    static TextSource live(InputStream in, long limit) {
        return new TextSource(in, limit, false, true);
    }

    /** The next text may be long in coming: none should be kept waiting for those after it. */
    boolean live() {
        return live;
    }

    /** The next text, or null at the end. */
    @Nullable
    Item next() throws IOException {
        if (lines.number() >= limit) {
            return null;
        }
        Line line = lines.next();
        if (line == null) {
            return null;
        }
        if (line.tooLong()) {
            throw CliException.usage("line " + lines.number() + " of the input is longer than " + MAX_LINE_BYTES
                    + " bytes, too long for a Kafka record; cut it into several lines");
        }
        int tab = tagged ? line.text().indexOf('\t') : -1;
        return tab < 0
                ? new Item("line-" + lines.number(), line.text())
                : new Item(
                        line.text().substring(0, tab) + "-" + lines.number(),
                        line.text().substring(tab + 1));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
