package textmill.cli.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BacklogTest {
    private static final Duration NOT_AT_ALL = Duration.ZERO;
    private static final Duration UNTIL_IT_FITS = Duration.ofMinutes(10);

    @Test
    void shouldLetInOneLineWhateverItsSize() throws InterruptedException {
        Backlog backlog = new Backlog(100);
        assertThat(backlog.take("x".repeat(1000), NOT_AT_ALL)).isTrue();
        assertThat(backlog.take("x", NOT_AT_ALL)).isFalse();
    }

    @Test
    void shouldCountTextsAndAResultForEach() throws InterruptedException {
        // Given a result of 30 bytes as text, 10 in memory
        Backlog backlog = new Backlog(100);
        backlog.made(30);
        backlog.made(3);

        // Then: 20 + 10 for each line
        assertThat(backlog.take("0123456789", NOT_AT_ALL)).isTrue();
        assertThat(backlog.take("0123456789", NOT_AT_ALL)).isTrue();
        assertThat(backlog.take("0123456789", NOT_AT_ALL)).isTrue();
        assertThat(backlog.take("0123456789", NOT_AT_ALL)).isFalse();
        backlog.release("0123456789");
        assertThat(backlog.take("0123456789", NOT_AT_ALL)).isTrue();
    }

    @Test
    void shouldTakeFewBeforeAResultIsKnown() throws InterruptedException {
        Backlog backlog = new Backlog(64_000);
        int taken = 0;
        while (backlog.take("", NOT_AT_ALL)) {
            taken++;
        }
        assertThat(taken).isEqualTo(64);
        backlog.made(300);
        assertThat(backlog.take("", NOT_AT_ALL)).isTrue();
    }

    @Test
    void shouldWakeWhoWaits() throws Exception {
        Backlog backlog = new Backlog(100);
        assertThat(backlog.take("x".repeat(50), NOT_AT_ALL)).isTrue();
        CompletableFuture<Boolean> second = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                second.complete(backlog.take("y".repeat(50), UNTIL_IT_FITS));
            } catch (InterruptedException e) {
                second.completeExceptionally(e);
            }
        });
        waiting.setDaemon(true);
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(1);
        }
        backlog.release("x".repeat(50));
        assertThat(second.get()).isTrue();
    }

    @Test
    void shouldHaveFewerLinesWrittenAheadTheLongerTheyAre() {
        Backlog backlog = new Backlog(4_000);
        assertThat(backlog.linesAhead(64)).isEqualTo(64);
        backlog.made(10);
        assertThat(backlog.linesAhead(64)).isEqualTo(64);
        backlog.made(100);
        assertThat(backlog.linesAhead(64)).isEqualTo(10);
        backlog.made(100_000);
        assertThat(backlog.linesAhead(64)).isEqualTo(1);
    }
}
