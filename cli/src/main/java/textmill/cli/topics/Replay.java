package textmill.cli.topics;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import textmill.topology.deadletter.ErrorHeaders;
import textmill.topology.deadletter.OriginalHeaders;

/** Sends dead letters to where they came from, as they were, with one header more: how often. Not thread-safe. */
final class Replay implements AutoCloseable {
    private static final int NO_TOPIC = 0;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Admin admin;
    private final Map<String, Integer> partitions = new HashMap<>();

    /** The admin client stays the caller's. */
    Replay(Map<String, Object> kafka, Admin admin) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.remove("group.id");
        settings.put("enable.idempotence", true);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.admin = admin;
    }

    /**
     * A record to send, or why it stays.
     *
     * @param record to send, null if it stays
     * @param why it stays, empty if it does not
     * @param hopeless it will stay for ever
     */
    record Prepared(@Nullable ProducerRecord<byte[], byte[]> record, String why, boolean hopeless) {}

    /**
     * Makes the record again that a dead letter was made of.
     *
     * @param mostAttempts a record that was sent so often stays
     */
    Prepared prepare(ConsumerRecord<byte[], byte[]> letter, int mostAttempts) throws InterruptedException {
        DeadLetterHeaders dead = DeadLetterHeaders.of(letter.headers());
        if (dead.topic().isEmpty()) {
            return stays("not a dead letter", true);
        }
        if (dead.topic().equals(letter.topic())) {
            return stays("it names the dead-letter topic itself as its origin", true);
        }
        if (letter.headers().lastHeader(ErrorHeaders.CUT) != null && wasCut(letter)) {
            return stays("no longer whole", true);
        }
        if (dead.attempts() >= mostAttempts) {
            return stays("tried " + dead.attempts() + " times (--max-attempts)", false);
        }
        int there = partitionsOf(dead.topic());
        if (there == NO_TOPIC) {
            return stays("there is no topic " + dead.topic() + " that can be written", false);
        }
        // A topic with fewer partitions was made anew; the key then says which.
        Integer partition = dead.partition() >= 0 && dead.partition() < there ? dead.partition() : null;
        Headers headers = OriginalHeaders.of(letter.headers());
        headers.remove(ErrorHeaders.ATTEMPTS);
        headers.add(ErrorHeaders.ATTEMPTS, Integer.toString(dead.attempts() + 1).getBytes(StandardCharsets.UTF_8));
        Long timestamp = dead.timestamp() >= 0 ? Long.valueOf(dead.timestamp()) : valid(letter.timestamp());
        return new Prepared(
                new ProducerRecord<>(dead.topic(), partition, timestamp, letter.key(), letter.value(), headers),
                "",
                false);
    }

    /** The mark may be a header of the record's own, from a time when it was a dead letter of somebody else. */
    private static boolean wasCut(ConsumerRecord<byte[], byte[]> letter) {
        return OriginalHeaders.of(letter.headers()).lastHeader(ErrorHeaders.CUT)
                != letter.headers().lastHeader(ErrorHeaders.CUT);
    }

    private static @Nullable Long valid(long timestamp) {
        return timestamp < 0 ? null : timestamp;
    }

    private static Prepared stays(String why, boolean hopeless) {
        return new Prepared(null, why, hopeless);
    }

    private int partitionsOf(String topic) throws InterruptedException {
        Integer known = partitions.get(topic);
        if (known != null) {
            return known;
        }
        int found;
        try {
            found = admin.describeTopics(List.of(topic))
                    .topicNameValues()
                    .values()
                    .iterator()
                    .next()
                    .get()
                    .partitions()
                    .size();
        } catch (ExecutionException e) {
            if (!isAboutTheTopic(e.getCause())) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            }
            found = NO_TOPIC;
        }
        partitions.put(topic, found);
        return found;
    }

    /** Somebody else's header may name anything. */
    private static boolean isAboutTheTopic(@Nullable Throwable failure) {
        return failure instanceof UnknownTopicOrPartitionException
                || failure instanceof InvalidTopicException
                || failure instanceof TopicAuthorizationException;
    }

    /** Sends; {@link #flush} and then {@link #refusal} tell how that ended. */
    Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return producer.send(record);
    }

    /** Waits until everything has arrived or failed. */
    void flush() {
        producer.flush();
    }

    /**
     * Why its topic does not take a record, or null if it has arrived.
     *
     * @throws RuntimeException if that says nothing about the record
     */
    static @Nullable String refusal(Future<RecordMetadata> sent) throws InterruptedException {
        try {
            sent.get();
            return null;
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            if (isAboutTheTopic(cause)
                    || cause instanceof RecordTooLargeException
                    || cause instanceof InvalidTimestampException
                    || cause instanceof InvalidRecordException) {
                return "its topic refuses it: " + cause.getMessage();
            }
            throw cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
        }
    }

    /** True if a record was refused because another one of its batch was: alone it may be taken. */
    static boolean isRefusedForOthers(Future<RecordMetadata> sent) throws InterruptedException {
        try {
            sent.get();
            return false;
        } catch (ExecutionException e) {
            return e.getCause() != null && e.getCause().getClass() == KafkaException.class;
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
