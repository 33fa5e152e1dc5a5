package textmill.topology.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenRateTest {
    private final TokenRate rate = new TokenRate();

    @Test
    void shouldBeTheRiseOfTheLastMinuteWhoeverLooks() {
        assertThat(rate.at(nanos(0), 500)).isZero();
        assertThat(rate.at(nanos(10), 600)).isCloseTo(10, within(1e-9));
        assertThat(rate.at(nanos(11), 610)).isCloseTo(10, within(1e-9));
        // 100 a second since 11 s; what came before 25 s does not count any more at 85 s.
        assertThat(rate.at(nanos(25), 2_010)).isCloseTo(1_510 / 25.0, within(1e-9));
        assertThat(rate.at(nanos(85), 8_010)).isCloseTo(100, within(1e-9));
    }

    @Test
    void shouldReachBackToTheLookBeforeIfThatIsLongerAgo() {
        rate.at(nanos(0), 0);

        assertThat(rate.at(nanos(300), 3_000)).isCloseTo(10, within(1e-9));
        assertThat(rate.at(nanos(600), 3_000)).isZero();
    }

    private static long nanos(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
