package textmill.topology.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private long now;
    private final CommitPace pace = new CommitPace(Duration.ofMillis(100), Duration.ofMillis(400), () -> now);

    @Test
    void shouldCommitAtOnceWhatComesLongAfterTheLastCommit() {
        // Given
        pace.committed();
        after(5_000);

        // When
        pace.forwarded(millis(20));

        // Then
        assertThat(pace.isDue(true)).isTrue();
        assertThat(pace.isDue(false)).isTrue();
    }

    @Test
    void shouldOweNothingWhereNothingWasForwarded() {
        // Given
        pace.committed();

        // When
        after(5_000);

        // Then
        assertThat(pace.isOwed()).isFalse();
        assertThat(pace.isDue(true)).isFalse();
    }

    @Test
    void shouldLeaveTheUsualIntervalBetweenCommitsOfWhatIsQuick() {
        // Given
        pace.forwarded(millis(20));
        pace.committed();
        pace.forwarded(millis(20));

        // When
        after(99);
        boolean early = pace.isDue(true) || pace.isDue(false);
        after(1);

        // Then
        assertThat(early).isFalse();
        assertThat(pace.isOwed()).isTrue();
        assertThat(pace.isDue(true)).isTrue();
        assertThat(pace.isDue(false)).isTrue();
    }

    @Test
    void shouldWaitAnEighthOfWhatTheSlowestTextTook() {
        // Given
        pace.committed();
        pace.forwarded(millis(2_400));
        pace.forwarded(millis(10));

        // When
        after(299);
        boolean early = pace.isDue(false);
        after(1);

        // Then
        assertThat(early).isFalse();
        assertThat(pace.isDue(false)).isTrue();
    }

    @Test
    void shouldWaitNoLongerThanTheLongestInterval() {
        // Given
        pace.committed();
        pace.forwarded(millis(60_000));

        // When
        after(399);
        boolean early = pace.isDue(false);
        after(1);

        // Then
        assertThat(early).isFalse();
        assertThat(pace.isDue(false)).isTrue();
    }

    @Test
    void shouldNotWaitForMoreOnceNothingIsInFlight() {
        // Given
        pace.committed();
        pace.forwarded(millis(60_000));

        // When
        after(100);

        // Then
        assertThat(pace.isDue(false)).isFalse();
        assertThat(pace.isDue(true)).isTrue();
    }

    @Test
    void shouldForgetWhatWasSlowBeforeTheLastCommit() {
        // Given
        pace.forwarded(millis(60_000));
        pace.committed();
        pace.forwarded(millis(10));

        // When
        after(100);

        // Then
        assertThat(pace.isDue(false)).isTrue();
    }

    @Test
    void shouldKeepThreadsApart() {
        // Given
        pace.committed();
        pace.forwarded(0);
        after(100);

        // When
        boolean another = CompletableFuture.supplyAsync(() -> pace.isOwed() || pace.isDue(true))
                .join();

        // Then
        assertThat(another).isFalse();
        assertThat(pace.isDue(true)).isTrue();
    }

    private void after(long millis) {
        now += millis(millis);
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
