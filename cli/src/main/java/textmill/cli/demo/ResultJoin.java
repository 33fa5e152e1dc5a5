package textmill.cli.demo;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import textmill.cli.demo.DemoSummary.Counts;
import textmill.cli.result.ResultViews;
import textmill.cli.result.Source;
import textmill.cli.topics.DeadLetterHeaders;
import textmill.cli.topics.PlainLine;
import textmill.cli.topics.RecordValues;
import textmill.cli.topics.RecordValues.Value;
import textmill.cli.topics.TopicNames;
import textmill.schema.text.TextExtractor;

/**
 * Joins the records of the input and output topics by the coordinates of the input record, which every output names.
 * Counts what it saw. Not thread-safe.
 */
final class ResultJoin {
    /** Texts that never get a result (a null text is skipped) must not fill the memory. */
    private static final int MAX_OPEN = 50_000;

    private final TopicNames topics;
    private final RecordValues values;
    private final TextExtractor texts;
    private final Consumer<String> unreadable;
    private final Map<Coordinates, Open> open = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Coordinates, Open> eldest) {
            return size() > MAX_OPEN;
        }
    };
    private final Map<String, Long> results = new HashMap<>();
    private long deadLetters;

    /**
     * @param values reads results
     * @param texts finds the text of an input record, whatever its schema
     * @param unreadable takes a line for each record of an output topic that is no result
     */
    ResultJoin(TopicNames topics, RecordValues values, TextExtractor texts, Consumer<String> unreadable) {
        this.topics = topics;
        this.values = values;
        this.texts = texts;
        this.unreadable = unreadable;
    }

    private record Coordinates(int partition, long offset) {}

    /** What has been seen of one text so far. */
    private static final class Open {
        @Nullable
        InputText input;

        FeedOrigin origin = FeedOrigin.OTHER;
        long producedMillis;

        /** By output topic, in its order. */
        final Map<String, SpecificRecord> results = new TreeMap<>();

        @Nullable
        String deadLetter;
    }

    /** Takes one record of any of the topics; gives the text's results once the last of them is there. */
    Optional<Joined> accept(ConsumerRecord<byte[], byte[]> record) {
        String topic = record.topic();
        if (topic.equals(topics.deadLetters())) {
            return deadLetter(record);
        }
        if (topic.equals(topics.input())) {
            return input(record);
        }
        Value value = values.of(record);
        if (value instanceof Value.Unreadable bad) {
            unreadable.accept(PlainLine.unreadable(record, bad, false));
        }
        return value instanceof Value.Found found
                        && found.record() instanceof SpecificRecord result
                        && ResultViews.isResult(result)
                ? result(topic, result)
                : Optional.empty();
    }

    private Optional<Joined> input(ConsumerRecord<byte[], byte[]> record) {
        Coordinates source = new Coordinates(record.partition(), record.offset());
        Open entry = entry(source);
        entry.input = InputText.of(record, texts);
        entry.origin = FeedOrigin.of(record.headers());
        entry.producedMillis = record.timestamp();
        return complete(source, entry);
    }

    private Optional<Joined> result(String topic, SpecificRecord result) {
        results.merge(topic, 1L, Long::sum);
        Source source = Source.of(result);
        Coordinates coordinates = new Coordinates(source.partition(), source.offset());
        Open entry = entry(coordinates);
        entry.results.put(topic, result);
        return complete(coordinates, entry);
    }

    private Optional<Joined> deadLetter(ConsumerRecord<byte[], byte[]> record) {
        deadLetters++;
        DeadLetterHeaders headers = DeadLetterHeaders.of(record.headers());
        if (!topics.input().equals(headers.topic())) {
            return Optional.empty();
        }
        Coordinates source = new Coordinates(headers.partition(), headers.offset());
        Open entry = entry(source);
        entry.deadLetter = headers.reason() + ": " + headers.message();
        return complete(source, entry);
    }

    private Open entry(Coordinates source) {
        return open.computeIfAbsent(source, unseen -> new Open());
    }

    private Optional<Joined> complete(Coordinates source, Open entry) {
        InputText input = entry.input;
        if (input == null || !(input.nothingFollows() || entry.deadLetter != null || allResults(entry))) {
            return Optional.empty();
        }
        open.remove(source);
        return Optional.of(new Joined(
                entry.origin,
                input.text(),
                entry.producedMillis,
                List.copyOf(entry.results.values()),
                entry.deadLetter));
    }

    private boolean allResults(Open entry) {
        return entry.results.keySet().containsAll(topics.outputs());
    }

    /** What was consumed so far, beside a number of records produced. */
    Counts counts(long records) {
        return new Counts(records, topics.outputs().stream().map(this::count).toList(), deadLetters);
    }

    private long count(String topic) {
        return results.getOrDefault(topic, 0L);
    }
}
