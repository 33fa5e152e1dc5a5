package textmill.topology.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CombinationTest {
    private static final int TEXTS = 4000;

    private final Random random = new Random(17);
    private final Combination combination = new Combination();

    @Test
    void shouldLetOneAspectDecideWhateverTheOtherSays() {
        learn(0);

        double usual = statistic(surprises(1, 1));
        double odd = statistic(surprises(6, 1));

        assertThat(odd).isGreaterThan(usual + 3);
        assertThat(statistic(surprises(1, 8))).isGreaterThan(usual + 3);
        assertThat(statistic(surprises(6, 0.01))).isCloseTo(odd, within(0.5));
    }

    @Test
    void shouldGiveNoMoreThanItsWeightToAScoreThatStandsAlone() {
        learn(0);
        double[] alone = surprises(1, 1);
        alone[Part.WORDS.place()] = 500;

        assertThat(statistic(alone)).isLessThan(statistic(surprises(20, 1)));
    }

    @Test
    void shouldCombineWhatThereIs() {
        learn(0);
        double[] none = new double[Part.values().length];
        Arrays.fill(none, Double.NaN);

        assertThat(statistic(none)).isZero();
        none[Part.WORDS.place()] = 6;
        assertThat(statistic(none)).isCloseTo(statistic(surprises(6, 0)), within(0.3));
    }

    /** One in twenty texts of spelling mistakes, or of a salesman's words, is usual; gibberish and spam are not. */
    @Test
    void shouldLetAnAspectOfLittleWeightDecideWhereItIsFarOff() {
        for (Part part : new Part[] {Part.FRAGMENTS, Part.ADVERTISING}) {
            Combination learnt = new Combination();
            for (int i = 0; i < TEXTS; i++) {
                learnt.add(learnt.of(with(part, -Math.log(random.nextDouble()), -Math.log(random.nextDouble()))));
            }
            float usual = learnt.of(with(part, 1, 1)).statistic();

            assertThat(learnt.of(with(part, 3, 1)).statistic()).as(part.text()).isLessThan(usual + 1);
            assertThat(learnt.of(with(part, 15, 1)).statistic()).as(part.text()).isGreaterThan(usual + 3);
        }
    }

    private static double[] with(Part part, double surprise, double others) {
        double[] surprises = surprises(others, others);
        surprises[part.place()] = surprise;
        return surprises;
    }

    @Test
    void shouldStillTellOddTextsApartWhereOneInTenIsOdd() {
        double alone = odds(0);
        double among = odds(0.1);

        assertThat(among).isGreaterThan(alone / 2).isGreaterThan(4);
    }

    /** By how much an odd text is more unusual than a usual one, after a stream with a share of such. */
    private double odds(double share) {
        Combination learnt = new Combination();
        for (int i = 0; i < TEXTS; i++) {
            double content = random.nextDouble() < share ? 8 : -Math.log(random.nextDouble());
            learnt.add(learnt.of(surprises(content, -Math.log(random.nextDouble()))));
        }
        return learnt.of(surprises(8, 1)).statistic()
                - learnt.of(surprises(1, 1)).statistic();
    }

    private void learn(double share) {
        for (int i = 0; i < TEXTS; i++) {
            double content = random.nextDouble() < share ? 8 : -Math.log(random.nextDouble());
            combination.add(combination.of(surprises(content, -Math.log(random.nextDouble()))));
        }
    }

    private double statistic(double[] surprises) {
        return combination.of(surprises).statistic();
    }

    private static double[] surprises(double content, double form) {
        double[] surprises = new double[Part.values().length];
        Arrays.fill(surprises, content);
        surprises[Part.REPLACED.place()] = form;
        surprises[Part.REPLACED_ODDS.place()] = form;
        surprises[Part.FRAGMENTS.place()] = Double.NaN;
        surprises[Part.LETTERS.place()] = Double.NaN;
        surprises[Part.ADVERTISING.place()] = Double.NaN;
        return surprises;
    }
}
