package textmill.models.hub;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Writes a body to a file while it comes, on the thread that brings it. Where the connection breaks, all that came is in the
 * file: of a stream that somebody else reads, what had not been read by then would be lost, and fetched again.
 */
final class PartWriter implements BodySubscriber<Path> {
    private final Path part;
    private final StandardOpenOption how;
    private final CompletableFuture<Path> written = new CompletableFuture<>();
    private @Nullable Subscription subscription;
    private @Nullable FileChannel channel;

    /** @param how whether the body follows what is in the file or replaces it */
    PartWriter(Path part, StandardOpenOption how) {
        this.part = part;
        this.how = how;
    }

    @Override
    public CompletionStage<Path> getBody() {
        return written;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        try {
            channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
            given.request(Long.MAX_VALUE);
        } catch (IOException e) {
            given.cancel();
            written.completeExceptionally(e);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        FileChannel file = channel;
        if (file == null || written.isDone()) {
            return;
        }
        try {
            for (ByteBuffer buffer : buffers) {
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
            }
        } catch (IOException e) {
            if (subscription != null) {
                subscription.cancel();
            }
            onError(e);
        }
    }

    @Override
    public void onError(Throwable failure) {
        close();
        written.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        close();
        written.complete(part);
    }

    private void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            written.completeExceptionally(e);
        }
    }
}
