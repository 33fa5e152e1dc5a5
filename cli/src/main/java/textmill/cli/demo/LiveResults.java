package textmill.cli.demo;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import textmill.cli.console.Terminal;
import textmill.cli.demo.DemoSummary.Counts;
import textmill.cli.demo.NearestTexts.Neighbour;
import textmill.events.ReplacedTokenScores;
import textmill.events.TextEmbedding;

/** Takes the records of all topics, shows each text as soon as its results are complete, and keeps the tally. */
final class LiveResults {
    private static final int TEXTS_REMEMBERED = 20_000;

    private final Terminal terminal;
    private final boolean show;
    private final ResultJoin join;
    private final Runnable onFirst;
    private final ResultLines lines;
    private final NearestTexts seen = new NearestTexts(TEXTS_REMEMBERED);
    private final Map<FeedOrigin, Latencies> latencies = new EnumMap<>(FeedOrigin.class);
    private final Highlights highlights = new Highlights();
    private long completed;
    private long ofFeed;

    /**
     * A tally.
     *
     * @param show false keeps the texts off the terminal
     * @param onFirst called when the first text has its results
     */
    LiveResults(Terminal terminal, boolean show, ResultJoin join, Runnable onFirst) {
        this.terminal = terminal;
        this.show = show;
        this.join = join;
        this.onFirst = onFirst;
        this.lines = new ResultLines(terminal.style(), terminal.width());
    }

    /** Takes one record; true if a text of the feed is now complete. */
    boolean accept(ConsumerRecord<byte[], byte[]> record) {
        Optional<Joined> joined = join.accept(record);
        joined.ifPresent(this::complete);
        return joined.isPresent() && joined.get().origin().ofFeed();
    }

    private void complete(Joined result) {
        completed++;
        if (completed == 1) {
            onFirst.run();
            if (show) {
                lines.legend().forEach(terminal::print);
            }
        }
        ofFeed += result.origin().ofFeed() ? 1 : 0;
        latencies(result.origin()).add(System.currentTimeMillis() - result.producedMillis());
        Optional<Neighbour> nearest = Optional.empty();
        TextEmbedding embedding = result.result(TextEmbedding.class);
        if (embedding != null && !embedding.getEmpty()) {
            float[] vector = vector(embedding);
            NearestTexts.normalize(vector);
            nearest = seen.nearest(vector);
            nearest.ifPresent(neighbour -> highlights.paired(result.text(), neighbour));
            seen.add(result.text(), vector);
        }
        ReplacedTokenScores tokens = result.result(ReplacedTokenScores.class);
        if (tokens != null) {
            highlights.scored(result.text(), tokens);
        }
        if (show) {
            lines.of(completed, result, nearest).forEach(terminal::print);
        }
    }

    private static float[] vector(TextEmbedding embedding) {
        float[] vector = new float[embedding.getEmbedding().size()];
        int i = 0;
        for (float value : embedding.getEmbedding()) {
            vector[i++] = value;
        }
        return vector;
    }

    /** Texts of the feed that have all their results. */
    long ofFeed() {
        return ofFeed;
    }

    /** What was consumed, beside a number of texts produced. */
    Counts counts(long produced) {
        return join.counts(produced);
    }

    /** From produce to result, of the texts of one origin. */
    Latencies latencies(FeedOrigin origin) {
        return latencies.computeIfAbsent(origin, unseen -> new Latencies());
    }

    Highlights highlights() {
        return highlights;
    }
}
