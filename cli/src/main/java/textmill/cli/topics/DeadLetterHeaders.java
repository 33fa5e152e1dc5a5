package textmill.cli.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import textmill.topology.deadletter.ErrorHeaders;

/**
 * What a dead letter says about its record. Missing headers read as empty text and -1: the topic may hold records of
 * somebody else.
 *
 * @param reason stable code
 * @param message what was found and expected
 * @param topic of the input record
 * @param partition of the input record
 * @param offset of the input record
 * @param timestamp of the input record, milliseconds
 * @param attempts how often a replay has sent the record, 0 if none has
 */
public record DeadLetterHeaders(
        String reason, String message, String topic, int partition, long offset, long timestamp, int attempts) {

    /** Reads the headers of a record of the dead-letter topic. */
    public static DeadLetterHeaders of(Headers headers) {
        return new DeadLetterHeaders(
                text(headers, ErrorHeaders.REASON),
                text(headers, ErrorHeaders.MESSAGE),
                text(headers, ErrorHeaders.TOPIC),
                whole(headers, ErrorHeaders.PARTITION),
                number(headers, ErrorHeaders.OFFSET),
                number(headers, ErrorHeaders.TIMESTAMP),
                Math.max(0, whole(headers, ErrorHeaders.ATTEMPTS)));
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Somebody else's number may be of any size; one that is too large counts as the largest. */
    private static int whole(Headers headers, String name) {
        return (int) Math.min(Integer.MAX_VALUE, number(headers, name));
    }

    private static long number(Headers headers, String name) {
        String text = text(headers, name);
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }
}
