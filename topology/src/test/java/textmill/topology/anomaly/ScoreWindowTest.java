package textmill.topology.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoreWindowTest {
    private static final int WARM = 5000;
    private static final int TEXTS = 40_000;

    @Test
    void shouldGiveUniformPValuesWhateverTheDistribution() {
        Random random = new Random(11);
        ScoreWindow window = new ScoreWindow(12);
        int[] below = new int[3];
        double[] levels = {0.5, 0.1, 0.01};

        for (int i = 0; i < WARM + TEXTS; i++) {
            float score = (float) Math.exp(2 * random.nextGaussian());
            double p = window.pValue(score);
            window.add(score);
            for (int j = 0; j < levels.length; j++) {
                below[j] += i >= WARM && p <= levels[j] ? 1 : 0;
            }
        }

        for (int j = 0; j < levels.length; j++) {
            double deviation = Math.sqrt(levels[j] * (1 - levels[j]) / TEXTS);
            assertThat((double) below[j] / TEXTS).isCloseTo(levels[j], within(5 * deviation));
        }
    }

    @Test
    void shouldAgreeWithCountingWhereNothingHasFaded() {
        Random random = new Random(12);
        ScoreWindow window = new ScoreWindow(12);
        float[] seen = new float[ScoreWindow.GENERATION + 37];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = random.nextInt(20);
            window.add(seen[i]);
        }

        for (float score = 0; score < 20; score++) {
            int atLeast = 0;
            for (float value : seen) {
                atLeast += value >= score ? 1 : 0;
            }
            assertThat(window.pValue(score)).isCloseTo((atLeast + 0.5) / (seen.length + 1), within(1e-9));
        }
    }

    @Test
    void shouldTellTextsApartThatAreBeyondAllBefore() {
        ScoreWindow window = new ScoreWindow(2);
        for (int i = 0; i < 1000; i++) {
            window.add(i);
        }

        double largest = window.pValue(999);
        double beyond = window.pValue(1010);
        double farBeyond = window.pValue(1100);

        assertThat(largest).isGreaterThan(beyond);
        assertThat(beyond).isGreaterThan(farBeyond);
        assertThat(farBeyond).isPositive();
    }

    @Test
    void shouldGiveNumbersAboveNoneHoweverFarATextIs() {
        ScoreWindow window = new ScoreWindow(2);
        for (int i = 0; i < 1000; i++) {
            window.add(1);
        }

        assertThat(window.pValue(Float.MAX_VALUE)).isPositive();
        assertThat(window.pValue(1)).isGreaterThan(0.99);
    }

    @Test
    void shouldForgetWhatIsOlderThanItsGenerations() {
        ScoreWindow window = new ScoreWindow(2);
        for (int i = 0; i < ScoreWindow.GENERATION; i++) {
            window.add(1000);
        }
        for (int i = 0; i < 2 * ScoreWindow.GENERATION; i++) {
            window.add(1);
        }

        assertThat(window.pValue(500)).isLessThan(0.001);
    }

    @Test
    void shouldSayNothingWithoutScores() {
        assertThat(new ScoreWindow(2).pValue(3)).isEqualTo(1);
    }

    @Test
    void shouldMeasureSurpriseAsAnExponentialTailDoes() {
        ScoreWindow window = new ScoreWindow(8);
        Random random = new Random(31);
        for (int i = 0; i < 4000; i++) {
            window.add((float) -Math.log(random.nextDouble()));
        }

        for (float nats : new float[] {0.5f, 2, 4, 9}) {
            assertThat(window.surprise(nats, 0.8)).isCloseTo(nats, within(0.15 * nats + 0.1));
        }
    }

    @Test
    void shouldBeSurprisedByAnOddScoreHoweverManyOddOnesThereWere() {
        ScoreWindow window = new ScoreWindow(8);
        Random random = new Random(32);
        for (int i = 0; i < 4000; i++) {
            window.add(random.nextInt(12) == 0 ? 9 : (float) -Math.log(random.nextDouble()));
        }

        assertThat(-Math.log(window.pValue(9))).isLessThan(3);
        assertThat(window.surprise(9, 0.8)).isGreaterThan(6);
    }

    @Test
    void shouldMeasureSurpriseOfScoresThatAreNearlyAllTheSame() {
        ScoreWindow window = new ScoreWindow(8);
        assertThat(window.surprise(1, 0.9)).isZero();
        for (int i = 0; i < 1000; i++) {
            window.add(i % 200 == 0 ? 1 : 0);
        }

        assertThat(window.surprise(0, 0.9)).isCloseTo(0, within(0.01));
        assertThat(window.surprise(1, 0.9)).isCloseTo(-Math.log(window.pValue(1)), within(1e-9));
    }
}
