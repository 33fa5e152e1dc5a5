package textmill.topology.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import textmill.topology.result.Picture;

class SpreadTest {
    private static final long HOUR = 3_600_000;
    private static final long NOW = 1_000 * HOUR;

    @Test
    void shouldKeepTheLastHourApartFromTheOneBefore() {
        Spread spread = new Spread();
        spread.add(new Picture().label("old", 0.1f).score(0.1f), NOW - 3 * HOUR);
        spread.add(new Picture().label("a", 0.99f).score(0.99f), NOW - HOUR - 60_000);
        spread.add(new Picture().label("b", 0.5f).label("c", 0.4f).score(0.5f), NOW - 60_000);
        spread.add(new Picture().mark(0, 3, "PERSON", 0.9f).mark(5, 7, "PERSON", 0.9f), NOW);

        Spread.Hour last = spread.hour(0, NOW);
        Spread.Hour before = spread.hour(1, NOW);

        assertThat(last.texts()).isEqualTo(2);
        assertThat(last.labels()).containsOnly(java.util.Map.entry("b", 1), java.util.Map.entry("PERSON", 2));
        assertThat(last.bins()[10]).isEqualTo(1);
        assertThat(Arrays.stream(last.bins()).sum()).isEqualTo(1);
        assertThat(before.texts()).isEqualTo(1);
        assertThat(before.bins()[19]).isEqualTo(1);
        assertThat(before.labels()).containsOnlyKeys("a");
    }

    @Test
    void shouldForgetWhatIsOlder() {
        Spread spread = new Spread();
        spread.add(new Picture().score(0.3f), NOW);

        assertThat(spread.hour(0, NOW + 4 * HOUR).texts()).isZero();
        spread.add(new Picture().score(0.3f), NOW + 4 * HOUR);
        assertThat(spread.hour(0, NOW + 4 * HOUR).texts()).isEqualTo(1);
        assertThat(spread.hour(1, NOW + 4 * HOUR).texts()).isZero();
    }
}
