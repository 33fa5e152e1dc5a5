package textmill.topology.reembed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Duration IDLE = Duration.ofMillis(50);

    private long nowMs = 1_000;

    private Pace pace(Effort effort) {
        return new Pace(effort, () -> Duration.ofMillis(nowMs).toNanos());
    }

    /** A burst that takes so long. */
    private void burst(Pace pace, int records, long ms) {
        for (int i = 0; i < records; i++) {
            pace.started();
        }
        nowMs += ms;
        pace.settled(0);
    }

    @Test
    void shouldRestInProportionToWhatABurstTook() {
        // Given a quarter of one processor
        Pace pace = pace(Effort.of(0.25, 1));

        // When a burst takes 30 ms, the first half of which nothing more may begin
        assertThat(pace.allowsMore()).isTrue();
        pace.started();
        nowMs += 10;
        pace.settled(3);
        assertThat(pace.allowsMore()).isFalse();
        assertThat(pace.atMost(IDLE)).isEqualTo(IDLE);
        nowMs += 20;
        pace.settled(0);

        // Then it rests for 90 ms, and no wait goes beyond them
        nowMs += 60;
        assertThat(pace.allowsMore()).isFalse();
        assertThat(pace.atMost(IDLE)).isEqualTo(Duration.ofMillis(30));
        nowMs += 30;
        assertThat(pace.allowsMore()).isTrue();
        assertThat(pace.atMost(IDLE)).isEqualTo(IDLE);

        // And longer behind a burst that had to wait for the processor
        burst(pace, 8, 100);
        nowMs += 299;
        assertThat(pace.allowsMore()).isFalse();
        nowMs += 1;
        assertThat(pace.allowsMore()).isTrue();
    }

    @Test
    void shouldNotRestWithWholeProcessors() {
        for (Effort effort : new Effort[] {Effort.whole(), Effort.of(1, 2), Effort.of(0.5, 2)}) {
            Pace pace = pace(effort);

            assertThat(pace.largestPoll()).isEqualTo(100);
            pace.started();
            nowMs += 10;
            assertThat(pace.allowsMore()).isTrue();
            pace.settled(0);
            assertThat(pace.allowsMore()).isTrue();
            assertThat(pace.atMost(IDLE)).isEqualTo(IDLE);
        }
    }

    @Test
    void shouldKeepARateAsWell() {
        // Given half of one processor, and 40 texts a second at most
        Pace pace = pace(Effort.of(0.5, 1).atMost(40));

        assertThat(pace.largestPoll()).isEqualTo(4);
        assertThat(pace.allowsMore()).isTrue();
        burst(pace, 4, 10);
        nowMs += 80;

        // Then the rest is over, and the rate says to wait for the tenth of a second that 4 texts take
        assertThat(pace.allowsMore()).isFalse();
        nowMs += 36;
        assertThat(pace.allowsMore()).isTrue();
    }

    @Test
    void shouldTakeWholeProcessorsWhileThereIsMoreThanOneInTheShare() {
        assertThat(Effort.of(0.25, 16)).isEqualTo(new Effort(0, 4, 1));
        assertThat(Effort.of(0.3, 16)).isEqualTo(new Effort(0, 4, 1));
        assertThat(Effort.of(0.25, 2)).isEqualTo(new Effort(0, 1, 0.5));
        assertThat(Effort.of(0.25, 1)).isEqualTo(new Effort(0, 1, 0.25));
        assertThat(Effort.of(1, 16)).isEqualTo(Effort.whole());
    }

    @Test
    void shouldHoldAnEngineToIt() {
        assertThat(Effort.whole().settings()).isEmpty();
        assertThat(Effort.of(0.25, 16).settings())
                .isEqualTo(Map.of(
                        "device.runs", "4", "run.threads", "1", "run.threads.alone", "1", "tokenizer.threads", "1"));
    }
}
