package textmill.topology.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static textmill.topology.anomaly.Streams.at;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnomalyDetectorTest {
    private static final AnomalySettings SETTINGS =
            AnomalySettings.atRate(0.01).withReservoir(200).withWarmUp(300);
    private static final int WARM = 1000;

    @Test
    void shouldFindAnotherTopicByDistanceAndBrokenWordingByReplacedTokens() {
        Streams streams = new Streams(1);
        AnomalyDetector detector = warm(streams);

        Verdict offTopic = detector.judge("a", streams.text(5, -3), at(WARM));
        Verdict broken = detector.judge("a", streams.text(0, 2), at(WARM + 1));

        assertThat(offTopic.alarm()).isTrue();
        assertThat(smallest(offTopic)).isIn(Part.DISTANCE, Part.RELATIVE_DISTANCE);
        assertThat(broken.alarm()).isTrue();
        assertThat(smallest(broken)).isIn(Part.REPLACED, Part.REPLACED_ODDS);
        assertThat(broken.spans()).isNotEmpty();
        assertThat(offTopic.nearest())
                .hasSize(5)
                .isSortedAccordingTo((x, y) -> Float.compare(x.distance(), y.distance()));
    }

    @Test
    void shouldSayWarmingAndGiveNoAlarmUntilEnoughTextsAreKnown() {
        Streams streams = new Streams(2);
        AnomalyDetector detector = new AnomalyDetector(SETTINGS);
        List<Verdict> verdicts = new ArrayList<>();

        for (int i = 0; i < SETTINGS.warmUp() + 1; i++) {
            verdicts.add(detector.judge("a", streams.text(i % 10, -3), at(i)));
        }

        assertThat(verdicts.subList(0, SETTINGS.warmUp()))
                .allMatch(Verdict::warming)
                .noneMatch(Verdict::alarm);
        assertThat(verdicts.get(SETTINGS.warmUp()).warming()).isFalse();
    }

    @Test
    void shouldGiveOneAlarmForTheSameTextAndCountItsRepeats() {
        Streams streams = new Streams(3);
        AnomalyDetector detector = warm(streams);
        Evidence odd = streams.text(5, 2);

        List<Verdict> verdicts = IntStream.range(0, 3)
                .mapToObj(i -> detector.judge("a", odd, at(WARM + i)))
                .toList();

        assertThat(verdicts).extracting(Verdict::alarm).containsExactly(true, false, false);
        assertThat(verdicts.get(2).repeat()).isEqualTo(new Verdict.Repeat(at(WARM), 3));
    }

    @Test
    void shouldBeTheSameAfterARestartAnywhereAsWithoutOne() {
        AnomalyDetector through = new AnomalyDetector(SETTINGS);
        List<Verdict> undisturbed = run(through, new Streams(4), 1500, 0);
        AnomalyDetector interrupted = new AnomalyDetector(SETTINGS);
        List<Verdict> restarted = new ArrayList<>();
        Streams streams = new Streams(4);
        for (int i = 0; i < 15; i++) {
            restarted.addAll(run(interrupted, streams, 100, restarted.size()));
            byte[] saved = interrupted.save("a");
            interrupted = new AnomalyDetector(SETTINGS);
            interrupted.restore("a", saved);
        }

        assertThat(restarted).isEqualTo(undisturbed);
        assertThat(interrupted.save("a")).isEqualTo(through.save("a"));
    }

    @Test
    void shouldRefuseAStateOfAnotherLayout() {
        byte[] state = new AnomalyDetector(SETTINGS).save("a");
        state[3] = 99;

        assertThatThrownBy(() -> new AnomalyDetector(SETTINGS).restore("a", state))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the state of a key has layout 99, expected 4");
    }

    @Test
    void shouldJudgeEachKeyByItsOwnTextsAndTheLastKeysTogether() {
        Streams streams = new Streams(6);
        AnomalyDetector detector = new AnomalyDetector(SETTINGS.withKeys(2));
        for (int i = 0; i < WARM; i++) {
            detector.judge("rivers", streams.text(0, -3), at(i));
            detector.judge("mountains", streams.text(5, -3), at(i));
        }

        assertThat(detector.judge("rivers", streams.text(5, -3), at(WARM)).alarm())
                .isTrue();
        assertThat(detector.judge("mountains", streams.text(5, -3), at(WARM)).p())
                .isGreaterThan(0.001);
        assertThat(detector.isShared("mountains")).isFalse();
        assertThat(detector.isShared("third")).isTrue();
        detector.judge("third", streams.text(), at(0));
        assertThat(detector.judge("fourth", streams.text(), at(1)).warming()).isTrue();
        assertThat(detector.keys()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.001})
    void shouldGiveAlarmsAtTheWantedRate(double rate) {
        int texts = 16_000;
        AnomalyDetector detector = new AnomalyDetector(new AnomalySettings(rate, 500, 100, 5, 10, 0));

        List<Verdict> verdicts = run(detector, new Streams(7), texts, 0);

        long alarms = verdicts.stream().filter(Verdict::alarm).count();
        assertThat(alarms / (rate * (texts - 500))).isBetween(1 / 1.25, 1.25);
    }

    @Test
    void shouldReturnToTheRateAfterTheStreamHasChanged() {
        Streams streams = new Streams(8);
        AnomalyDetector detector = new AnomalyDetector(new AnomalySettings(0.01, 500, 100, 5, 10, 0));
        run(detector, streams, 3000, 0);

        int soon = alarms(detector, streams, 2000);
        int later = alarms(detector, streams, 4000);

        // The steering bounds what a change can cost: ln(1000) / 0.5 alarms until the threshold is at its lowest.
        assertThat(soon).isLessThan(20 + 30);
        assertThat(later / 40.0).isBetween(1 / 1.25, 1.25);
    }

    private static int alarms(AnomalyDetector detector, Streams changed, int texts) {
        int alarms = 0;
        for (int i = 0; i < texts; i++) {
            alarms += detector.judge("a", changed.text(9, -1), at(i)).alarm() ? 1 : 0;
        }
        return alarms;
    }

    private static AnomalyDetector warm(Streams streams) {
        AnomalyDetector detector = new AnomalyDetector(SETTINGS);
        run(detector, streams, WARM, 0);
        return detector;
    }

    private static List<Verdict> run(AnomalyDetector detector, Streams streams, int texts, int from) {
        return IntStream.range(from, from + texts)
                .mapToObj(i -> detector.judge("a", streams.text(), at(i)))
                .toList();
    }

    private static Part smallest(Verdict verdict) {
        return verdict.parts().stream()
                .reduce((x, y) -> x.p() <= y.p() ? x : y)
                .orElseThrow()
                .part();
    }
}
