package textmill.topology;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;
import textmill.runtime.engine.EngineClosedException;

class ThreadDeathsTest {
    private Instant now = Instant.EPOCH;
    private boolean brokersAway;
    private final ThreadDeaths deaths =
            new ThreadDeaths(2, new MovingClock(), death -> brokersAway, Duration.ofMillis(1));

    @Test
    void shouldReplaceThreadsUpToTheLimit() {
        assertThat(deaths.handle(new IllegalStateException("1"))).isEqualTo(REPLACE_THREAD);
        assertThat(deaths.handle(new IllegalStateException("2"))).isEqualTo(REPLACE_THREAD);
        IllegalStateException third = new IllegalStateException("3");
        assertThat(deaths.handle(third)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(deaths.last()).isSameAs(third);
    }

    @Test
    void shouldForgetDeathsAfterTenMinutes() {
        for (int i = 0; i < 10; i++) {
            assertThat(deaths.handle(new IllegalStateException())).isEqualTo(REPLACE_THREAD);
            now = now.plus(Duration.ofMinutes(6));
        }
    }

    @Test
    void shouldNotReplaceAThreadWhoseEngineIsClosed() {
        assertThat(deaths.handle(new IllegalStateException(new EngineClosedException())))
                .isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void shouldWaitLongerBeforeEachReplacementAndNotForEver() {
        assertThat(IntStream.rangeClosed(1, 9).mapToObj(deaths::pause).map(Duration::toMillis))
                .containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    }

    @Test
    void shouldNotGiveUpWhileTheBrokersAreAway() {
        brokersAway = true;
        for (int i = 0; i < 3; i++) {
            assertThat(deaths.handle(new IllegalStateException())).isEqualTo(REPLACE_THREAD);
        }

        brokersAway = false;
        assertThat(deaths.handle(new IllegalStateException())).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void shouldSayWhatItPausesForAndEndThePauseWithTheApplication() {
        ThreadDeaths deaths = new ThreadDeaths(2, Clock.systemUTC(), death -> false, Duration.ofHours(1));
        deaths.handle(new IllegalStateException());
        CompletableFuture<StreamThreadExceptionResponse> second = CompletableFuture.supplyAsync(
                () -> deaths.handle(new RuntimeException("wrapping", new IllegalStateException("the cause"))));

        await().atMost(Duration.ofSeconds(60)).until(() -> deaths.pausing().isPresent());
        assertThat(deaths.pausing()).get().asString().contains("IllegalStateException: the cause");

        deaths.stop();
        assertThat(second.join()).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(deaths.pausing()).isEmpty();
    }

    private final class MovingClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
