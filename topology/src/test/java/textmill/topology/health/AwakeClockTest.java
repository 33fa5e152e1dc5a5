package textmill.topology.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AwakeClockTest {
    private long now = Duration.ofDays(-3).toNanos();
    private final AwakeClock clock = new AwakeClock(() -> now);
    private final long begin = clock.nanos();

    @AfterEach
    void close() {
        clock.close();
    }

    @Test
    void shouldCountEveryStep() {
        for (int i = 0; i < 100; i++) {
            passes(Duration.ofMillis(700));
            clock.step();
        }
        passes(Duration.ofMillis(300));

        assertThat(awake()).isEqualTo(Duration.ofMillis(70_300));
    }

    @Test
    void shouldNotCountTheTimeInWhichNobodyTookAStep() {
        // Given
        passes(Duration.ofSeconds(1));
        clock.step();

        // When the process is frozen
        passes(Duration.ofHours(9));

        // Then whoever asks first sees a step, and so does everybody later
        assertThat(awake()).isEqualTo(Duration.ofSeconds(3));
        clock.step();
        assertThat(awake()).isEqualTo(Duration.ofSeconds(3));
        passes(Duration.ofSeconds(1));
        assertThat(awake()).isEqualTo(Duration.ofSeconds(4));
    }

    private void passes(Duration time) {
        now += time.toNanos();
    }

    private Duration awake() {
        return Duration.ofNanos(clock.nanos() - begin);
    }
}
