package textmill.topology.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.Arrays;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import textmill.topology.topics.RecordSize;
import textmill.topology.topics.TopicFacts;

/** Makes dead letters: the original record plus headers that say what happened, cut to what the topic takes. */
public final class DeadLetters {
    private static final int LONGEST_MESSAGE = 1_000;
    private static final int LONGEST_STACKTRACE = 20_000;

    /** A topic that takes less has no room for what happened. */
    public static final int SMALLEST_TOPIC_BYTES = 8_192;

    private final String pipeline;
    private final Supplier<TopicFacts> topic;
    private final Contents contents;
    private final Clock clock;

    /**
     * @param pipeline its name; empty if it has none
     * @param topic what the dead-letter topic takes, as far as is known when it is asked
     * @param contents what of the record and its failure it may show
     * @param clock tells the time of a dead letter; that of its record is in a header
     */
    public DeadLetters(String pipeline, Supplier<TopicFacts> topic, Contents contents, Clock clock) {
        this.pipeline = pipeline;
        this.topic = topic;
        this.contents = contents;
        this.clock = clock;
    }

    /**
     * What a dead letter may show.
     *
     * @param value the record's value, with the text in it
     * @param stacktrace stack traces, which can carry parts of it
     */
    public record Contents(boolean value, boolean stacktrace) {}

    /** The dead letter for a record; always one that the topic takes. */
    public Record<byte[], byte[]> of(Record<byte[], byte[]> record, Origin origin, Failure failure) {
        Headers errors = errorHeaders(origin, failure);
        boolean missing = failure.reason() == Reason.TIMESTAMP_MISSING;
        add(errors, ErrorHeaders.TIMESTAMP, missing ? "-1" : Long.toString(record.timestamp()));
        // The present: with the time of an old event, retention would remove the letter before anybody has read it.
        Record<byte[], byte[]> letter = new Record<>(record.key(), record.value(), clock.millis(), record.headers());
        if (!contents.value && record.value() != null) {
            errors.add(ErrorHeaders.CUT, cut(letter));
            letter = letter.withValue(head(record.value(), 0));
        }
        return fit(letter, errors);
    }

    private Headers errorHeaders(Origin origin, Failure failure) {
        Headers headers = new RecordHeaders();
        Throwable cause = failure.cause();
        add(
                headers,
                ErrorHeaders.EXCEPTION,
                cause == null ? "" : cause.getClass().getName());
        add(headers, ErrorHeaders.MESSAGE, head(failure.message(), LONGEST_MESSAGE));
        add(headers, ErrorHeaders.TOPIC, origin.topic());
        add(headers, ErrorHeaders.PARTITION, Integer.toString(origin.partition()));
        add(headers, ErrorHeaders.OFFSET, Long.toString(origin.offset()));
        add(headers, ErrorHeaders.REASON, failure.reason().code());
        if (!pipeline.isEmpty()) {
            add(headers, ErrorHeaders.PIPELINE, pipeline);
        }
        if (contents.stacktrace && cause != null) {
            StringWriter trace = new StringWriter();
            cause.printStackTrace(new PrintWriter(trace));
            add(headers, ErrorHeaders.STACKTRACE, head(trace.toString(), LONGEST_STACKTRACE));
        }
        return headers;
    }

    /** Cuts the end of the value first, then leaves out the original headers, then cuts the key. */
    private Record<byte[], byte[]> fit(Record<byte[], byte[]> whole, Headers errors) {
        int largest = topic.get().maxRecordBytes();
        Headers all = new RecordHeaders(whole.headers());
        errors.forEach(all::add);
        if (RecordSize.of(whole.key(), whole.value(), all) <= largest) {
            return whole.withHeaders(all);
        }
        if (errors.lastHeader(ErrorHeaders.CUT) == null) {
            errors.add(ErrorHeaders.CUT, cut(whole));
        }
        all = new RecordHeaders(whole.headers());
        errors.forEach(all::add);
        long room = largest - RecordSize.of(whole.key(), null, all);
        if (room >= 0) {
            return whole.withHeaders(all).withValue(head(whole.value(), room));
        }
        room = largest - RecordSize.of(whole.key(), null, errors);
        if (room >= 0) {
            return whole.withHeaders(errors).withValue(head(whole.value(), room));
        }
        room = largest - RecordSize.of(null, null, errors);
        if (room < 0) {
            errors.remove(ErrorHeaders.STACKTRACE);
            room = largest - RecordSize.of(null, null, errors);
        }
        return whole.withHeaders(errors).withKey(head(whole.key(), room)).withValue(head(whole.value(), 0));
    }

    private static byte[] cut(Record<byte[], byte[]> whole) {
        int headers = whole.headers().toArray().length;
        return ("value=" + length(whole.value()) + ",key=" + length(whole.key()) + ",headers=" + headers)
                .getBytes(UTF_8);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? -1 : bytes.length;
    }

    private static String head(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }

    private static byte @Nullable [] head(byte @Nullable [] bytes, long room) {
        if (bytes == null || bytes.length <= room) {
            return bytes;
        }
        return Arrays.copyOf(bytes, (int) Math.max(0, room));
    }
}
