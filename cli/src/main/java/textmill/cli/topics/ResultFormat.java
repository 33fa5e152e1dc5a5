package textmill.cli.topics;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import textmill.cli.console.Columns;
import textmill.cli.topics.RecordValues.Value;
import textmill.events.ReplacedTokenScores;
import textmill.events.TextClassification;
import textmill.events.TextEmbedding;
import textmill.events.TokenScore;
import textmill.topology.deadletter.ErrorHeaders;

/** One record of any output topic as one line. */
final class ResultFormat {
    private static final int NUMBERS_SHOWN = 4;
    private static final int TOKENS_SHOWN = 5;

    private final RecordValues values;
    private final boolean json;

    ResultFormat(RecordValues values, boolean json) {
        this.values = values;
        this.json = json;
    }

    String line(ConsumerRecord<byte[], byte[]> record) {
        if (record.headers().lastHeader(ErrorHeaders.REASON) != null) {
            return DeadLetterLine.of(record, json);
        }
        Value value = values.of(record);
        if (value instanceof Value.Unreadable unreadable) {
            return PlainLine.unreadable(record, unreadable, json);
        }
        if (!(value instanceof Value.Found found)) {
            return PlainLine.tombstone(record, json);
        }
        if (json) {
            return String.valueOf(found.record()); // Avro's own JSON
        }
        return Columns.printable(readable(record, found.record()));
    }

    private static String readable(ConsumerRecord<byte[], byte[]> record, Object value) {
        if (value instanceof TextEmbedding embedding) {
            return place(embedding.getSourcePartition(), embedding.getSourceOffset(), "embedding")
                    + numbers(embedding.getEmbedding());
        }
        if (value instanceof TextClassification classification) {
            return place(classification.getSourcePartition(), classification.getSourceOffset(), "classification")
                    + labels(classification);
        }
        if (value instanceof ReplacedTokenScores scores) {
            return place(scores.getSourcePartition(), scores.getSourceOffset(), "replaced-tokens") + tokens(scores);
        }
        return PlainLine.place(record) + "  " + value;
    }

    private static String place(int partition, long offset, String kind) {
        return String.format(Locale.ROOT, "%-10s %-16s ", partition + "@" + offset, kind);
    }

    private static String numbers(List<Float> vector) {
        return vector.stream()
                .limit(NUMBERS_SHOWN)
                .map(number -> String.format(Locale.ROOT, "%.3f", number))
                .collect(Collectors.joining(" ", "", " … (" + vector.size() + " numbers)"));
    }

    private static String labels(TextClassification result) {
        Float outOfScope = result.getOutOfScope();
        return String.format(Locale.ROOT, "%s %.2f", result.getLabel(), result.getScore())
                + (outOfScope == null ? "" : String.format(Locale.ROOT, ", out of scope %.2f", outOfScope));
    }

    private static String tokens(ReplacedTokenScores result) {
        String flagged = result.getTokens().stream()
                .filter(token -> token.getFlagged())
                .sorted(Comparator.comparing((TokenScore token) -> token.getScore())
                        .reversed())
                .limit(TOKENS_SHOWN)
                .map(token -> String.format(
                        Locale.ROOT,
                        "%s[%d-%d] %.2f",
                        token.getToken() == null ? "" : token.getToken(),
                        token.getStart(),
                        token.getEnd(),
                        token.getScore()))
                .collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, "mean %.2f max %.2f", result.getMeanScore(), result.getMaxScore())
                + (flagged.isEmpty() ? "" : ", flagged: " + flagged);
    }
}
