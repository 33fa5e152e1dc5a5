package textmill.topology.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class AlarmThresholdTest {
    private static final double RATE = 0.001;
    private static final int TEXTS = 50_000;

    @Test
    void shouldKeepTheRateOfUniformPValues() {
        assertThat(alarms(p -> p)).isBetween(40, 62);
    }

    @Test
    void shouldKeepTheRateOfPValuesThatAreTwiceTooSmall() {
        assertThat(alarms(p -> p / 2)).isBetween(40, 62);
    }

    @Test
    void shouldKeepTheRateInAStreamOfWhichATenthIsOdd() {
        assertThat(alarms(p -> p < 0.1 ? p * 0.01 : p)).isBetween(40, 70);
    }

    private static int alarms(DoubleUnaryOperator wrong) {
        Random random = new Random(5);
        AlarmThreshold threshold = new AlarmThreshold(RATE);
        int alarms = 0;
        for (int i = 0; i < TEXTS; i++) {
            boolean alarm = wrong.applyAsDouble(random.nextDouble()) <= threshold.value();
            threshold.next(alarm);
            alarms += alarm ? 1 : 0;
        }
        return alarms;
    }
}
