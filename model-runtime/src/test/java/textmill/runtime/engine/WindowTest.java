package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WindowTest {
    private static final Duration FOR_EVER = Duration.ofMinutes(10);

    @Test
    void shouldCountTextsAndBytes() throws Exception {
        // Given
        Window window = new Window(1_000_000, 1L << 40);

        // When
        window.acquire(1L << 39, FOR_EVER);
        window.acquire(7, FOR_EVER);

        // Then
        assertThat(window.texts()).isEqualTo(2);
        assertThat(window.bytes()).isEqualTo((1L << 39) + 7);

        // When
        window.release(1L << 39);

        // Then
        assertThat(window.texts()).isEqualTo(1);
        assertThat(window.bytes()).isEqualTo(7);
    }

    @Test
    void shouldNeverLetInMoreThanItHolds() throws Exception {
        // Given several that take until there is no room, and others that give back
        int texts = 200;
        int takers = 6;
        int each = 20_000;
        Window window = new Window(texts, 1_000);
        BlockingQueue<Long> taken = new LinkedBlockingQueue<>();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int taker = 0; taker < takers; taker++) {
            long charge = taker;
            all.add(waiting(() -> {
                for (int i = 0; i < each; i++) {
                    window.acquire(charge, FOR_EVER);
                    most.accumulateAndGet(window.texts(), Math::max);
                    taken.add(charge);
                }
            }));
        }
        assertThat(window.texts()).isEqualTo(texts);
        for (int giver = 0; giver < 3; giver++) {
            all.add(inThread(() -> {
                for (int i = 0; i < takers * each / 3; i++) {
                    window.release(taken.take());
                }
            }));
        }

        // When
        CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).get();

        // Then
        assertThat(most.get()).isEqualTo(texts);
        assertThat(window.texts()).isZero();
        assertThat(window.bytes()).isZero();
    }

    @Test
    void shouldTakeInAnyCaseAfterTheWait() throws Exception {
        // Given
        Window window = new Window(1, 100);
        window.acquire(10, FOR_EVER);

        // When
        window.acquire(10, Duration.ofMillis(1));
        window.acquire(10, Duration.ZERO);

        // Then
        assertThat(window.texts()).isEqualTo(3);
        assertThat(window.bytes()).isEqualTo(30);
    }

    @Test
    void shouldWakeWhoWaitsOnceThereIsRoomForItsBytes() throws Exception {
        // Given one that waits for more bytes than the first to go leaves
        Window window = new Window(100, 100);
        window.acquire(40, FOR_EVER);
        window.acquire(40, FOR_EVER);
        CompletableFuture<Void> large = waiting(() -> window.acquire(90, FOR_EVER));

        // When
        window.release(40);
        window.release(40);

        // Then
        large.get();
        assertThat(window.bytes()).isEqualTo(90);
    }

    @Test
    void shouldLetInWhatFitsBesideATextThatWaitsForBytes() throws Exception {
        // Given
        Window window = new Window(100, 100);
        window.acquire(60, FOR_EVER);
        CompletableFuture<Void> large = waiting(() -> window.acquire(90, FOR_EVER));

        // When
        window.acquire(10, FOR_EVER);

        // Then
        assertThat(large).isNotDone();
        assertThat(window.bytes()).isEqualTo(70);
        window.release(60);
        window.release(10);
        large.get();
    }

    @Test
    void shouldLetInATextLargerThanTheWholeWindowOnceItIsEmpty() throws Exception {
        // Given
        Window window = new Window(100, 100);
        window.acquire(1, FOR_EVER);
        CompletableFuture<Void> huge = waiting(() -> window.acquire(500, FOR_EVER));

        // When
        window.release(1);

        // Then
        huge.get();
        assertThat(window.bytes()).isEqualTo(500);
    }

    @Test
    void shouldLetTheNextInWhenTheFirstGivesUp() throws Exception {
        // Given two that wait, of which the first is interrupted when there is room
        Window window = new Window(1, 100);
        window.acquire(1, FOR_EVER);
        CompletableFuture<Void> gaveUp = new CompletableFuture<>();
        Thread first = start(() -> window.acquire(1, FOR_EVER), gaveUp);
        awaitWaiting(first);
        CompletableFuture<Void> second = waiting(() -> window.acquire(1, FOR_EVER));

        // When
        first.interrupt();
        assertThatThrownBy(gaveUp::get).hasCauseInstanceOf(InterruptedException.class);
        window.release(1);

        // Then
        second.get();
        assertThat(window.texts()).isEqualTo(1);
    }

    @Test
    void shouldLetEverybodyInOnceClosed() throws Exception {
        // Given
        Window window = new Window(1, 100);
        window.acquire(1, FOR_EVER);
        CompletableFuture<Void> waits = waiting(() -> window.acquire(1, FOR_EVER));

        // When
        window.close();

        // Then
        waits.get();
        window.acquire(1, FOR_EVER);
        assertThat(window.texts()).isEqualTo(3);
    }

    @Test
    void shouldNotTakeForAThreadThatIsInterruptedWhileItWaits() throws Exception {
        // Given
        Window window = new Window(1, 100);
        window.acquire(1, FOR_EVER);

        // When
        Thread.currentThread().interrupt();

        // Then
        assertThatThrownBy(() -> window.acquire(1, FOR_EVER)).isInstanceOf(InterruptedException.class);
        assertThat(window.texts()).isEqualTo(1);
    }

    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    private static CompletableFuture<Void> inThread(Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        start(work, done);
        return done;
    }

    /** In a thread that waits when this returns. */
    private static CompletableFuture<Void> waiting(Work work) throws InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        awaitWaiting(start(work, done));
        return done;
    }

    private static Thread start(Work work, CompletableFuture<Void> done) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (InterruptedException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void awaitWaiting(Thread thread) throws InterruptedException {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(1);
        }
    }
}
