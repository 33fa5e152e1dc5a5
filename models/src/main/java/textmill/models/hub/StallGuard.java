package textmill.models.hub;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Waits for an answer as long as bytes of it come, and not for ever. One for each request. */
final class StallGuard<T> implements BodyHandler<T> {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final BodyHandler<T> handler;
    private final Duration longest;
    private final LongSupplier nanoClock;
    private volatile long last;

    StallGuard(BodyHandler<T> handler) {
        this(handler, LONGEST, System::nanoTime);
    }

    StallGuard(BodyHandler<T> handler, Duration longest, LongSupplier nanoClock) {
        this.handler = handler;
        this.longest = longest;
        this.nanoClock = nanoClock;
        this.last = nanoClock.getAsLong();
    }

    @Override
    public BodySubscriber<T> apply(ResponseInfo answer) {
        last = nanoClock.getAsLong();
        BodySubscriber<T> body = handler.apply(answer);
        return new BodySubscriber<>() {
            @Override
            public CompletionStage<T> getBody() {
                return body.getBody();
            }

            @Override
            public void onSubscribe(Subscription subscription) {
                body.onSubscribe(subscription);
            }

            @Override
            public void onNext(List<ByteBuffer> buffers) {
                last = nanoClock.getAsLong();
                body.onNext(buffers);
            }

            @Override
            public void onError(Throwable failure) {
                body.onError(failure);
            }

            @Override
            public void onComplete() {
                body.onComplete();
            }
        };
    }

    /**
     * The answer with all of its body.
     *
     * @throws IOException if the connection breaks, or nothing comes for a while
     */
    HttpResponse<T> await(CompletableFuture<HttpResponse<T>> answer) throws IOException, InterruptedException {
        try {
            while (true) {
                try {
                    return answer.get(longest.toMillis() / 4 + 1, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (nanoClock.getAsLong() - last > longest.toNanos()) {
                        throw new IOException("no byte came for a while", e);
                    }
                }
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw cause instanceof IOException broken ? broken : new IOException(cause);
        } finally {
            // Ends the connection of an answer that is not awaited any more.
            answer.cancel(true);
        }
    }
}
