package textmill.topology;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import textmill.runtime.engine.EngineClosedException;

class ThreadDeathsTest {
    private Instant now = Instant.EPOCH;
    private final ThreadDeaths deaths = new ThreadDeaths(2, new MovingClock());

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
