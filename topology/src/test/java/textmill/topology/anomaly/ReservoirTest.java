package textmill.topology.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static textmill.topology.anomaly.Streams.at;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import textmill.topology.anomaly.Reservoir.Surroundings;

/** Beside a plain search of all that it holds. */
class ReservoirTest {
    private static final int DIMENSIONS = 384;
    private static final int TEXTS = 1000;
    private static final int TOPICS = 40;
    private static final int NEAREST = 5;
    private static final int AROUND = 20;

    private final Random random = new Random(31);
    private final float[][] topics = new float[TOPICS][];
    private final Reservoir reservoir = new Reservoir(TEXTS);
    private final List<SmallVector> held = new ArrayList<>();

    ReservoirTest() {
        for (int topic = 0; topic < TOPICS; topic++) {
            topics[topic] = noise(1);
        }
        for (int i = 0; i < TEXTS; i++) {
            SmallVector vector = of(random.nextInt(TOPICS), 1);
            held.add(vector);
            reservoir.add(vector, at(i), 0.5f);
        }
    }

    private float[] noise(double scale) {
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) (random.nextGaussian() * scale);
        }
        return vector;
    }

    private SmallVector of(int topic, double scale) {
        float[] vector = noise(scale);
        double squares = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] += topics[topic][i];
            squares += vector[i] * vector[i];
        }
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
        return SmallVector.of(vector);
    }

    private List<Neighbour> plain(SmallVector asked) {
        List<Neighbour> all = new ArrayList<>();
        for (int i = 0; i < TEXTS; i++) {
            all.add(new Neighbour(at(i), SmallVector.from(asked).to(held.get(i))));
        }
        all.sort(Comparator.comparing(Neighbour::distance));
        return all.subList(0, AROUND);
    }

    private static double mean(List<Neighbour> neighbours) {
        return neighbours.stream().mapToDouble(Neighbour::distance).average().orElseThrow();
    }

    @Test
    void shouldFindTheNearestOfTextsThatHaveSomethingNear() {
        for (int i = 0; i < 100; i++) {
            SmallVector asked = of(random.nextInt(TOPICS), 1);

            Surroundings found = reservoir.around(asked, NEAREST, AROUND);

            List<Neighbour> expected = plain(asked);
            assertThat(found.neighbours()).isEqualTo(expected.subList(0, NEAREST));
            assertThat((double) found.mean()).isCloseTo(mean(expected), within(0.002));
        }
    }

    @Test
    void shouldMeasureNearlyTheSameForTextsThatAreFarFromAll() {
        double most = 0;
        for (int i = 0; i < 100; i++) {
            float[] far = noise(1 / Math.sqrt(DIMENSIONS));
            SmallVector asked = SmallVector.of(far);

            Surroundings found = reservoir.around(asked, NEAREST, AROUND);

            most = Math.max(most, Math.abs(found.mean() - mean(plain(asked))));
        }
        assertThat(most).isLessThan(0.02);
    }

    @Test
    void shouldMeasureAllOfFewTexts() {
        Reservoir few = new Reservoir(TEXTS);
        for (int i = 0; i < 200; i++) {
            few.add(held.get(i), at(i), 0.5f);
        }
        SmallVector asked = SmallVector.of(noise(1 / Math.sqrt(DIMENSIONS)));
        List<Neighbour> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            expected.add(new Neighbour(at(i), SmallVector.from(asked).to(held.get(i))));
        }
        expected.sort(Comparator.comparing(Neighbour::distance));

        assertThat(few.around(asked, NEAREST, AROUND).neighbours()).isEqualTo(expected.subList(0, NEAREST));
    }

    @Test
    void shouldCountSignsThatDiffer() {
        SmallVector one = SmallVector.of(new float[] {0.5f, -0.5f, 0.5f, 0.5f});
        SmallVector other = SmallVector.of(new float[] {0.5f, 0.5f, -0.5f, 0.5f});

        assertThat(one.differing(other)).isEqualTo(2);
        assertThat(one.differing(one)).isZero();
        SmallVector asked = of(0, 1);
        SmallVector near = of(0, 0.1);
        // Each sign differs with the angle's share of a half turn.
        double angle = Math.acos(1 - asked.distance(near));
        assertThat(asked.differing(near) / (double) DIMENSIONS).isCloseTo(angle / Math.PI, within(0.08));
    }
}
