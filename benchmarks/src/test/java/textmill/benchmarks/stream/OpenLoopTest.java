package textmill.benchmarks.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private static final int MESSAGES = 100;
    private static final double PER_SECOND = 1000;
    private static final long PAUSE_NANOS = 80_000_000;
    private static final long HOUR_NANOS = 3_600_000_000_000L;

    @Test
    void shouldCountAPauseOfTheSystemInEveryMessageThatItDelayed() throws Exception {
        // Given a system that answers at once, except that it stops for 80 ms when the first message comes
        Pausing pausing = new Pausing();

        // When one message is due every millisecond
        OpenLoop.Latency latency = new OpenLoop(pausing).run(Schedule.even(MESSAGES, PER_SECOND), 0, 0);

        // Then the median, message 50, has waited from 50 ms to 80 ms: nothing was left out
        assertThat(latency.sent()).isEqualTo(MESSAGES);
        assertThat(latency.p50()).isGreaterThanOrEqualTo(29_000_000);
        assertThat(latency.max()).isGreaterThanOrEqualTo(PAUSE_NANOS);
        assertThat(latency.sendLagP99()).isGreaterThanOrEqualTo(70_000_000);
    }

    @Test
    void shouldNotCountTheMessagesSkippedAtTheStart() throws Exception {
        // Given a first message that seems to take an hour
        Pausing pausing = new Pausing() {
            @Override
            public long completedNanos(int message) {
                return super.completedNanos(message) + (message == 0 ? HOUR_NANOS : 0);
            }
        };

        // When
        OpenLoop.Latency all = new OpenLoop(pausing).run(Schedule.even(MESSAGES, PER_SECOND), 0, 0);
        OpenLoop.Latency rest = new OpenLoop(pausing).run(Schedule.even(MESSAGES, PER_SECOND), 0, 1);

        // Then
        assertThat(all.max()).isGreaterThanOrEqualTo(HOUR_NANOS);
        assertThat(rest.max()).isLessThan(HOUR_NANOS);
    }

    @Test
    void shouldPlanIndependentArrivalsAtTheWantedRate() {
        Schedule schedule = Schedule.poisson(20_000, 200, 1);

        long last = schedule.dueNanos(schedule.messages() - 1);
        assertThat(schedule.messages() / (last / 1e9)).isBetween(195.0, 205.0);
        assertThat(IntStream.range(1, schedule.messages())
                        .allMatch(at -> schedule.dueNanos(at) >= schedule.dueNanos(at - 1)))
                .isTrue();
        // A constant gap would have no gap above twice the mean; exponential gaps have 13.5 %.
        long longGaps = IntStream.range(1, schedule.messages())
                .filter(at -> schedule.dueNanos(at) - schedule.dueNanos(at - 1) > 10_000_000)
                .count();
        assertThat(longGaps).isBetween(2500L, 2900L);
    }

    /** Completes each message as it is sent; the first one takes its time. */
    private static class Pausing implements OpenLoop.Target {
        private final long[] completed = new long[MESSAGES];

        @Override
        public void send(int message) {
            long now = System.nanoTime();
            while (message == 0 && System.nanoTime() - now < PAUSE_NANOS) {
                Thread.onSpinWait();
            }
            completed[message] = System.nanoTime();
        }

        @Override
        public void awaitAll(int end) {
            assertThat(end).isEqualTo(MESSAGES);
        }

        @Override
        public long completedNanos(int message) {
            return completed[message];
        }
    }
}
