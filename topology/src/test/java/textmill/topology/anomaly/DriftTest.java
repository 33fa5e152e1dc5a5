package textmill.topology.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static textmill.topology.anomaly.Streams.at;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftTest {
    private static final AnomalySettings SETTINGS =
            AnomalySettings.atRate(0.01).withReservoir(100).withWarmUp(300);
    private static final int BEFORE = 300 + 4 * DriftMonitor.WINDOW;
    private static final int AFTER = 6 * DriftMonitor.WINDOW;

    @Test
    void shouldWaitForAsManyWindowsAsAreAsked() {
        for (int held = 1; held <= 3; held++) {
            DriftMonitor monitor = new DriftMonitor(Drift.Measure.LENGTH, held);
            for (int i = 0; i < DriftMonitor.WINDOW; i++) {
                monitor.add(i);
            }

            int texts = 0;
            while (monitor.next(5000f + texts, label -> "") == null) {
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
        assertThat(Float.parseFloat(drifts.get(0).after()))
                .isGreaterThan(Float.parseFloat(drifts.get(0).before()));
    }

    @Test
    void shouldSayWhenTextsBecomeAsFarFromEachOtherAsTheyWereNot() {
        int[] next = {0};

        List<Drift> drifts = drifts(Streams::text, streams -> streams.text(next[0]++ % 16, -3), AFTER);

        assertThat(drifts).extracting(Drift::measure).contains(Drift.Measure.DISTANCE);
    }

    @Test
    void shouldSayWhichLabelsHaveBecomeMoreFrequentThanTheyWere() {
        List<String> names = List.of("order", "refund", "other");
        int[] next = {0};

        List<Drift> drifts = drifts(
                streams -> streams.text().label(next[0]++ % 4 == 0 ? 1 : 0, names),
                streams -> streams.text().label(next[0]++ % 4 == 0 ? 0 : 1, names),
                AFTER);

        assertThat(drifts).extracting(Drift::measure).containsExactly(Drift.Measure.LABEL);
        assertThat(drifts.get(0).index()).isGreaterThan(1);
        assertThat(drifts.get(0).before()).isEqualTo("order 75%, refund 25%");
        assertThat(drifts.get(0).after()).isEqualTo("order 25%, refund 75%");
    }

    @Test
    void shouldSayNothingOfManyLabelsThatStayAsFrequentAsTheyWere() {
        List<String> names = IntStream.range(0, 300).mapToObj(Integer::toString).toList();
        Random random = new Random(4);
        Function<Streams, Evidence> labelled = streams -> streams.text().label(random.nextInt(300), names);

        assertThat(drifts(labelled, labelled, 20 * DriftMonitor.WINDOW)).isEmpty();
    }

    @Test
    void shouldSayThatHalfOfTheLabelsCameInPlaceOfTheOthers() {
        List<String> names = IntStream.range(0, 150).mapToObj(Integer::toString).toList();
        Random random = new Random(5);

        List<Drift> drifts = drifts(
                streams -> streams.text().label(2 * random.nextInt(75), names),
                streams -> streams.text().label(2 * random.nextInt(75) + 1, names),
                AFTER);

        assertThat(drifts).extracting(Drift::measure).containsExactly(Drift.Measure.LABEL);
    }

    @Test
    void shouldSayThatTextsComeInAnotherLanguage() {
        String[] english = {"where is the train to the airport", "i am at the station and you are not", "what is it"};
        String[] german = {"wo ist der Zug zum Flughafen", "ich bin am Bahnhof und du bist nicht da", "was ist das"};
        int[] next = {0};

        List<Drift> drifts = drifts(
                streams -> Evidence.of(english[next[0]++ % 3]),
                streams -> Evidence.of(next[0]++ % 2 == 0 ? english[next[0] % 3] : german[next[0] % 3]),
                AFTER);

        assertThat(drifts).extracting(Drift::measure).contains(Drift.Measure.LANGUAGE);
        Drift language = drifts.stream()
                .filter(drift -> drift.measure() == Drift.Measure.LANGUAGE)
                .findFirst()
                .orElseThrow();
        assertThat(language.before()).isEqualTo("en 100%, de 0%");
        assertThat(language.after()).isEqualTo("en 50%, de 50%");
    }

    @Test
    void shouldGiveTheIndexOfTwoWindowsOfCategories() {
        // Half and half against a quarter, a half, and a quarter that was never there; half a text stands for none.
        float[] before = {0, 0, 1, 1};
        float[] after = {0, 1, 1, 7};

        assertThat(CategoryShares.index(before, after))
                .isCloseTo(-0.25 * Math.log(0.5) + (0.25 - 0.125) * Math.log(0.25 / 0.125), within(1e-9));
        assertThat(CategoryShares.index(before, before)).isZero();
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
