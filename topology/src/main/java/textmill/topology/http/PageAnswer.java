package textmill.topology.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Status, headers and either all of the body or a stream of it. Immutable; bodies are not copied. */
public final class PageAnswer {
    private static final byte[] NOTHING = {};

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final @Nullable Consumer<EventStream> opened;

    private PageAnswer(int status, Map<String, String> headers, byte[] body, @Nullable Consumer<EventStream> opened) {
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.opened = opened;
    }

    /** A whole answer. */
    public static PageAnswer of(int status, String contentType, byte[] body) {
        return new PageAnswer(status, Map.of("content-type", contentType), body, null);
    }

    /** A whole answer of text. */
    public static PageAnswer text(int status, String contentType, String body) {
        return of(status, contentType, body.getBytes(UTF_8));
    }

    /** One line of plain text, for refusals. */
    static PageAnswer refusal(int status, String line) {
        return text(status, "text/plain; charset=utf-8", line + "\n");
    }

    /**
     * An answer that goes on until one side ends it, for example server-sent events.
     *
     * @param opened called once, by the thread that reads and writes: must not block
     */
    public static PageAnswer stream(String contentType, Consumer<EventStream> opened) {
        return new PageAnswer(200, Map.of("content-type", contentType), NOTHING, opened);
    }

    /** The same with one header more, or another value of it. */
    public PageAnswer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header.toLowerCase(java.util.Locale.ROOT), value);
        return new PageAnswer(status, more, body, opened);
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** Headers by their names in lower case. */
    Map<String, String> headers() {
        return headers;
    }

    /** The whole body; empty for a stream. */
    byte[] body() {
        return body;
    }

    /** Who writes the stream, if it is one. */
    Optional<Consumer<EventStream>> opened() {
        return Optional.ofNullable(opened);
    }
}
