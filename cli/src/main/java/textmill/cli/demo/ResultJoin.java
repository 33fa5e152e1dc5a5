package textmill.cli.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import textmill.cli.demo.DemoSummary.Counts;
import textmill.cli.topics.DeadLetterHeaders;
import textmill.cli.topics.TopicNames;
import textmill.events.ReplacedTokenScores;
import textmill.events.TextClassification;
import textmill.events.TextEmbedding;
import textmill.events.TextEvent;

/**
 * Joins the records of the input and output topics by the coordinates of the input record, which every output names.
 * Counts what it saw. Not thread-safe.
 */
final class ResultJoin {
    /** Texts that never get a result (a null text is skipped) must not fill the memory. */
    private static final int MAX_OPEN = 50_000;

    private final TopicNames topics;
    private final Deserializer<Object> deserializer;
    private final Map<Coordinates, Open> open = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Coordinates, Open> eldest) {
            return size() > MAX_OPEN;
        }
    };
    private long embeddings;
    private long classifications;
    private long replacedTokenScores;
    private long deadLetters;

    ResultJoin(TopicNames topics, Deserializer<Object> deserializer) {
        this.topics = topics;
        this.deserializer = deserializer;
    }

    private record Coordinates(int partition, long offset) {}

    /** What has been seen of one text so far. */
    private static final class Open {
        @Nullable
        TextEvent event;

        long producedMillis;

        @Nullable
        TextEmbedding embedding;

        @Nullable
        TextClassification classification;

        @Nullable
        ReplacedTokenScores tokens;

        @Nullable
        String deadLetter;
    }

    /** Takes one record of any of the topics; gives the text's results once the last of them is there. */
    Optional<Joined> accept(ConsumerRecord<byte[], byte[]> record) {
        String topic = record.topic();
        if (topic.equals(topics.deadLetters())) {
            return deadLetter(record);
        }
        Object value = record.value() == null ? null : deserializer.deserialize(topic, record.value());
        if (topic.equals(topics.input())) {
            Open entry = entry(new Coordinates(record.partition(), record.offset()));
            entry.event = value instanceof TextEvent event ? event : new TextEvent(null, null);
            entry.producedMillis = record.timestamp();
            return complete(new Coordinates(record.partition(), record.offset()), entry);
        }
        return result(value);
    }

    private Optional<Joined> result(@Nullable Object value) {
        if (value instanceof TextEmbedding embedding) {
            embeddings++;
            return join(
                    new Coordinates(embedding.getSourcePartition(), embedding.getSourceOffset()),
                    entry -> entry.embedding = embedding);
        }
        if (value instanceof TextClassification classification) {
            classifications++;
            return join(
                    new Coordinates(classification.getSourcePartition(), classification.getSourceOffset()),
                    entry -> entry.classification = classification);
        }
        if (value instanceof ReplacedTokenScores tokens) {
            replacedTokenScores++;
            return join(
                    new Coordinates(tokens.getSourcePartition(), tokens.getSourceOffset()),
                    entry -> entry.tokens = tokens);
        }
        return Optional.empty();
    }

    private Optional<Joined> join(Coordinates source, Consumer<Open> part) {
        Open entry = entry(source);
        part.accept(entry);
        return complete(source, entry);
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
        TextEvent event = entry.event;
        if (event == null || !(entry.deadLetter != null || allResults(entry))) {
            return Optional.empty();
        }
        open.remove(source);
        String text = event.getText();
        return Optional.of(new Joined(
                event.getId(),
                text == null ? "" : text,
                entry.producedMillis,
                entry.embedding,
                entry.classification,
                entry.tokens,
                entry.deadLetter));
    }

    private boolean allResults(Open entry) {
        return (entry.embedding != null || topics.embeddings() == null)
                && (entry.classification != null || topics.classifications() == null)
                && (entry.tokens != null || topics.replacedTokens() == null);
    }

    /** What was consumed so far, beside a number of records produced. */
    Counts counts(long records) {
        return new Counts(records, embeddings, classifications, replacedTokenScores, deadLetters);
    }
}
