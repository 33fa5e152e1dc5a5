package textmill.cli.demo;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Who sent a text, and how fast: a header of the demo's own texts says it. */
enum FeedOrigin {
    /** Somebody else. */
    OTHER,
    /** The demo, as fast as the results came. */
    FULL_SPEED,
    /** The demo, at times that do not depend on the results. */
    OPEN_LOAD;

    private static final String HEADER = "textmill.demo";

    /** Says in a record's headers where it comes from. */
    void mark(Headers headers) {
        headers.add(HEADER, name().getBytes(StandardCharsets.UTF_8));
    }

    /** Where the record with these headers comes from. */
    static FeedOrigin of(Headers headers) {
        @Nullable Header mark = headers.lastHeader(HEADER);
        String name = mark == null || mark.value() == null ? "" : new String(mark.value(), StandardCharsets.UTF_8);
        for (FeedOrigin origin : values()) {
            if (origin.name().equals(name)) {
                return origin;
            }
        }
        return OTHER;
    }

    /** The demo itself sent it. */
    boolean ofFeed() {
        return this != OTHER;
    }
}
