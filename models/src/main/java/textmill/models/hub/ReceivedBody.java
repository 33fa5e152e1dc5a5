package textmill.models.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, read while it comes. Where the connection breaks, all that came before is read and only then the
 * break is told; the stream of {@link java.net.http.HttpResponse.BodyHandlers#ofInputStream()} tells it at once, and what
 * nobody had read by then would be fetched again. One thread reads, threads of the client write.
 */
final class ReceivedBody extends InputStream implements BodySubscriber<InputStream> {
    /** Lists of buffers that may wait for the reader: enough that the client need not. */
    private static final long AHEAD = 4;

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
    private final byte[] one = new byte[1];
    private Event current = new Event(List.of(), null, false);
    private int at;

    /**
     * What the client said.
     *
     * @param failure why nothing more comes, or null
     * @param last whether nothing more comes
     */
    private record Event(List<ByteBuffer> buffers, @Nullable Throwable failure, boolean last) {}

    /** Gives an answer such a body. */
    static BodyHandler<InputStream> handler() {
        return answer -> new ReceivedBody();
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription.complete(given);
        given.request(AHEAD);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        events.add(new Event(buffers, null, false));
    }

    @Override
    public void onError(Throwable failure) {
        events.add(new Event(List.of(), failure, true));
    }

    @Override
    public void onComplete() {
        events.add(new Event(List.of(), null, true));
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            while (at < current.buffers().size()) {
                ByteBuffer buffer = current.buffers().get(at);
                if (buffer.hasRemaining()) {
                    int count = Math.min(length, buffer.remaining());
                    buffer.get(bytes, from, count);
                    return count;
                }
                at++;
            }
            if (current.failure() != null) {
                throw new IOException(current.failure().getMessage(), current.failure());
            } else if (current.last()) {
                return -1;
            }
            next();
        }
    }

    private void next() throws IOException {
        boolean asked = !current.buffers().isEmpty();
        try {
            current = events.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        at = 0;
        if (asked) {
            subscription.thenAccept(client -> client.request(1));
        }
    }

    /** Ends the answer, whether or not it was read to its end; who waits for more is told. */
    @Override
    public void close() {
        subscription.thenAccept(Subscription::cancel);
        events.add(new Event(List.of(), new IOException("closed"), true));
    }
}
