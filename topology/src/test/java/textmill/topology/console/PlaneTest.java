package textmill.topology.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class PlaneTest {
    private static final int WIDTH = 24;
    private static final double FIRST = 1 / Math.sqrt(WIDTH);

    /** Points that differ by 5 along one direction, by 3 along another one at a right angle, and by 0.5 otherwise. */
    private static List<float[]> points(int count, long seed) {
        Random random = new Random(seed);
        List<float[]> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double along = 5 * random.nextGaussian();
            double across = 3 * random.nextGaussian();
            float[] point = new float[WIDTH];
            for (int d = 0; d < WIDTH; d++) {
                point[d] = (float) (7 + along * FIRST + across * second(d) + 0.5 * random.nextGaussian());
            }
            points.add(point);
        }
        return points;
    }

    private static double second(int d) {
        return (d % 2 == 0 ? 1 : -1) / Math.sqrt(WIDTH);
    }

    @Test
    void shouldLieWherePointsDifferMost() {
        List<float[]> points = points(800, 3);

        Plane plane = Plane.of(points, null);

        // What noise adds to each direction: 0.5 squared.
        assertThat(variance(points, plane::x)).isCloseTo(25.25, within(2.5));
        assertThat(variance(points, plane::y)).isCloseTo(9.25, within(1.2));
        assertThat(points.stream().mapToDouble(plane::x).average().orElseThrow())
                .isCloseTo(0, within(1e-4));
        double together = 0;
        for (float[] point : points) {
            together += plane.x(point) * plane.y(point) / points.size();
        }
        assertThat(together).as("covariance of both axes").isCloseTo(0, within(0.05));
    }

    @Test
    void shouldBeTheDirectionsThatThePointsWereMadeWith() {
        Plane plane = Plane.of(points(2_000, 5), null);
        float[] centre = new float[WIDTH];
        float[] along = new float[WIDTH];
        float[] across = new float[WIDTH];
        for (int d = 0; d < WIDTH; d++) {
            along[d] = (float) FIRST;
            across[d] = (float) second(d);
        }

        assertThat(Math.abs(plane.x(along) - plane.x(centre))).isCloseTo(1, within(0.01));
        assertThat(Math.abs(plane.y(across) - plane.y(centre))).isCloseTo(1, within(0.01));
        assertThat(Math.abs(plane.y(along) - plane.y(centre))).isLessThan(0.1);
    }

    @Test
    void shouldTurnLittleWhenItBeginsWithAnother() {
        Plane before = Plane.of(points(400, 3), null);
        List<float[]> more = points(500, 4);

        Plane after = Plane.of(more, before);

        for (float[] point : more) {
            assertThat(after.x(point) - before.x(point)).isCloseTo(0, within(1.5));
        }
    }

    @Test
    void shouldTakePointsThatDoNotDiffer() {
        List<float[]> points = List.of(new float[] {1, 2}, new float[] {1, 2}, new float[] {1, 2});

        Plane plane = Plane.of(points, null);

        assertThat(plane.x(points.get(0))).isCloseTo(0, within(1e-6));
        assertThat(plane.y(points.get(0))).isCloseTo(0, within(1e-6));
        assertThat(plane.takes(new float[3])).isFalse();
    }

    private static double variance(List<float[]> points, ToDoubleFunction<float[]> along) {
        double mean = points.stream().mapToDouble(along).average().orElseThrow();
        return points.stream()
                .mapToDouble(along)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
    }
}
