package textmill.topology.deadletter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Takes away from a dead letter what {@link DeadLetters} added, and nothing else: a record may have had such headers. */
public final class OriginalHeaders {
    private static final Set<String> ADDED = Set.of(
            ErrorHeaders.EXCEPTION,
            ErrorHeaders.MESSAGE,
            ErrorHeaders.STACKTRACE,
            ErrorHeaders.TOPIC,
            ErrorHeaders.PARTITION,
            ErrorHeaders.OFFSET,
            ErrorHeaders.REASON,
            ErrorHeaders.TIMESTAMP,
            ErrorHeaders.CUT,
            ErrorHeaders.PIPELINE);

    private OriginalHeaders() {}

    /**
     * The headers that the record had before it became a dead letter. Ours are the last ones, beginning with
     * {@link ErrorHeaders#EXCEPTION}; where somebody has put others behind them, the last of each name is ours.
     */
    public static Headers of(Headers deadLetter) {
        List<Header> headers = new ArrayList<>();
        deadLetter.forEach(headers::add);
        int start = lastException(headers);
        if (start >= 0
                && headers.subList(start, headers.size()).stream().allMatch(header -> ADDED.contains(header.key()))) {
            return new RecordHeaders(headers.subList(0, start).toArray(Header[]::new));
        }
        Set<String> left = new HashSet<>(ADDED);
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (left.remove(headers.get(i).key())) {
                headers.remove(i);
            }
        }
        return new RecordHeaders(headers.toArray(Header[]::new));
    }

    private static int lastException(List<Header> headers) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (headers.get(i).key().equals(ErrorHeaders.EXCEPTION)) {
                return i;
            }
        }
        return -1;
    }
}
