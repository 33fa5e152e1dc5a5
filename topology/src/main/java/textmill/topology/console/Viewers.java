package textmill.topology.console;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import textmill.topology.http.EventStream;

/**
 * The open pages, and which events each wants. What goes to many is made once. A page that does not take what it is sent is
 * dropped; it asks again when it can. Thread-safe.
 */
final class Viewers {
    /** Tabs that are open in one process. */
    static final int MOST = 64;

    private static final long BEAT_MILLIS = 15_000;

    /** A comment, which browsers skip. */
    private static final byte[] BEAT = ":\n\n".getBytes(US_ASCII);

    private final Map<EventStream, Set<String>> wanted = new ConcurrentHashMap<>();

    private long lastBeat;

    /** Whether there is room for one more. */
    boolean hasRoom() {
        return wanted.size() < MOST;
    }

    /**
     * Lets a page in.
     *
     * @param events names of those that it wants
     */
    void add(EventStream stream, Set<String> events) {
        wanted.put(stream, Set.copyOf(events));
        stream.onClose(() -> wanted.remove(stream));
        send(stream, frame("hello", "{}".getBytes(US_ASCII)));
    }

    /** Whether anybody wants an event. */
    boolean want(String event) {
        return wanted.values().stream().anyMatch(events -> events.contains(event));
    }

    /** How many pages are open. */
    int count() {
        return wanted.size();
    }

    /** Sends an event to all that want it. */
    void send(String event, Supplier<byte[]> json) {
        if (want(event)) {
            byte[] frame = frame(event, json.get());
            wanted.forEach((stream, events) -> {
                if (events.contains(event)) {
                    send(stream, frame);
                }
            });
        }
    }

    /**
     * Sends something to all every now and then: a page that went away without a word is noticed by what it does not take. One
     * thread calls it.
     *
     * @param now milliseconds since the epoch
     */
    void beat(long now) {
        if (now - lastBeat >= BEAT_MILLIS) {
            lastBeat = now;
            wanted.keySet().forEach(stream -> send(stream, BEAT));
        }
    }

    private void send(EventStream stream, byte[] frame) {
        if (!stream.send(frame)) {
            wanted.remove(stream);
            stream.close();
        }
    }

    private static byte[] frame(String event, byte[] json) {
        byte[] head = ("event: " + event + "\ndata: ").getBytes(US_ASCII);
        byte[] frame = new byte[head.length + json.length + 2];
        System.arraycopy(head, 0, frame, 0, head.length);
        System.arraycopy(json, 0, frame, head.length, json.length);
        frame[frame.length - 2] = '\n';
        frame[frame.length - 1] = '\n';
        return frame;
    }

    /** Ends all. */
    void close() {
        wanted.keySet().forEach(EventStream::close);
    }
}
