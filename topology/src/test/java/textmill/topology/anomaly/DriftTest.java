package textmill.topology.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static textmill.topology.anomaly.Streams.at;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DriftTest {
    private static final AnomalySettings SETTINGS =
            AnomalySettings.atRate(0.01).withReservoir(100).withWarmUp(300);
    private static final int BEFORE = 300 + 4 * DriftMonitor.WINDOW;
    private static final int AFTER = 6 * DriftMonitor.WINDOW;

    @Test
    void shouldWaitForAsManyWindowsAsAreAsked() {
        for (int held = 1; held <= 3; held++) {
            DriftMonitor monitor = new DriftMonitor(held);
            for (int i = 0; i < DriftMonitor.WINDOW; i++) {
                monitor.add(i);
            }

            int texts = 0;
            while (monitor.next(Drift.Measure.LENGTH, 5000f + texts) == null) {
                monitor.add(5000f + texts++);
            }

            assertThat(texts + 1).isEqualTo(held * DriftMonitor.WINDOW);
        }
    }

    @Test
    void shouldSayNothingOfAStreamThatStays() {
        assertThat(drifts(Streams::text, Streams::text, 20 * DriftMonitor.WINDOW))
                .isEmpty();
    }

    @Test
    void shouldSayOnceThatWordingHasChanged() {
        List<Drift> drifts = drifts(Streams::text, streams -> streams.text(0, -2), AFTER);

        assertThat(drifts).extracting(Drift::measure).containsExactly(Drift.Measure.REPLACED);
        assertThat(drifts.get(0).index()).isGreaterThan(DriftMonitor.MAJOR);
        assertThat(drifts.get(0).after()).isGreaterThan(drifts.get(0).before());
    }

    @Test
    void shouldSayWhenTextsBecomeAsFarFromEachOtherAsTheyWereNot() {
        int[] next = {0};

        List<Drift> drifts = drifts(Streams::text, streams -> streams.text(next[0]++ % 16, -3), AFTER);

        assertThat(drifts).extracting(Drift::measure).contains(Drift.Measure.DISTANCE);
    }

    @Test
    void shouldGiveTheIndexOfTwoWindows() {
        float[] before = new float[DriftMonitor.WINDOW];
        float[] after = new float[DriftMonitor.WINDOW];
        for (int i = 0; i < before.length; i++) {
            before[i] = i < 256 ? 0 : 1;
            after[i] = i < 384 ? 0 : 1;
        }

        // A half and a half against three quarters and one.
        assertThat(DriftMonitor.index(before, after))
                .isCloseTo(0.25 * Math.log(1.5) + -0.25 * Math.log(0.5), within(1e-9));
        assertThat(DriftMonitor.index(before, before)).isZero();
    }

    private static List<Drift> drifts(
            Function<Streams, Evidence> before, Function<Streams, Evidence> after, int textsAfter) {
        Streams streams = new Streams(9);
        AnomalyDetector detector = new AnomalyDetector(SETTINGS);
        List<Drift> drifts = new ArrayList<>();
        for (int i = 0; i < BEFORE + textsAfter; i++) {
            Evidence evidence = i < BEFORE ? before.apply(streams) : after.apply(streams);
            drifts.addAll(detector.judge("a", evidence, at(i)).drifts());
        }
        return drifts;
    }
}
