package textmill.cli.topics;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import textmill.cli.console.Columns;
import textmill.events.ReplacedTokenScores;
import textmill.events.TextClassification;
import textmill.events.TextEmbedding;
import textmill.events.TokenScore;
import textmill.topology.deadletter.ErrorHeaders;

/** One record of any output topic as one line. */
final class ResultFormat {
    private static final int NUMBERS_SHOWN = 4;
    private static final int TOKENS_SHOWN = 5;

    private final Deserializer<Object> deserializer;
    private final boolean json;

    ResultFormat(Deserializer<Object> deserializer, boolean json) {
        this.deserializer = deserializer;
        this.json = json;
    }

    String line(ConsumerRecord<byte[], byte[]> record) {
        if (record.headers().lastHeader(ErrorHeaders.REASON) != null) {
            return DeadLetterLine.of(record, json);
        }
        Object value = record.value() == null ? null : deserializer.deserialize(record.topic(), record.value());
        if (json) {
            return String.valueOf(value); // Avro's own JSON
        }
        return Columns.printable(readable(record, value));
    }

    private static String readable(ConsumerRecord<byte[], byte[]> record, @Nullable Object value) {
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
        return record.topic() + "-" + record.partition() + "@" + record.offset() + "  " + value;
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
