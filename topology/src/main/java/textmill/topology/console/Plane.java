package textmill.topology.console;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The plane in which points of many dimensions differ most: the first two principal components, by orthogonal iteration
 * (Golub and Van Loan, Matrix Computations, 8.2.4) on the centred points themselves, without a matrix of covariances.
 * A plane may begin with another one's axes, so that a map turns little as points arrive. Immutable.
 */
final class Plane {
    private static final int ROUNDS = 40;
    private static final double CLOSE = 1e-7;

    private final double[] mean;
    private final double[][] axes;

    private Plane(double[] mean, double[][] axes) {
        this.mean = mean;
        this.axes = axes;
    }

    /**
     * The plane of some points.
     *
     * @param points {@code [points][dimensions]}, at least one, all of the same length
     * @param before whose axes to begin with, or null
     */
    static Plane of(List<float[]> points, @Nullable Plane before) {
        int width = points.get(0).length;
        double[] mean = new double[width];
        for (float[] point : points) {
            for (int d = 0; d < width; d++) {
                mean[d] += point[d] / points.size();
            }
        }
        double[][] axes = begin(width, before);
        for (int round = 0; round < ROUNDS; round++) {
            double[][] next = {turned(points, mean, axes[0]), turned(points, mean, axes[1])};
            normalise(next[0], axes[0]);
            subtract(next[1], next[0], dot(next[1], next[0]));
            normalise(next[1], axes[1]);
            double change = Math.max(1 - Math.abs(dot(next[0], axes[0])), 1 - Math.abs(dot(next[1], axes[1])));
            axes = next;
            if (change < CLOSE) {
                break;
            }
        }
        return new Plane(mean, axes);
    }

    private static double[][] begin(int width, @Nullable Plane before) {
        if (before != null && before.mean.length == width) {
            return new double[][] {before.axes[0].clone(), before.axes[1].clone()};
        }
        Random random = new Random(1);
        double[][] axes = new double[2][width];
        for (double[] axis : axes) {
            for (int d = 0; d < width; d++) {
                axis[d] = random.nextGaussian();
            }
            normalise(axis, axis.clone());
        }
        return axes;
    }

    /** The covariance times an axis, up to a factor. */
    private static double[] turned(List<float[]> points, double[] mean, double[] axis) {
        double[] sum = new double[axis.length];
        double offset = dot(mean, axis);
        for (float[] point : points) {
            double along = dot(point, axis) - offset;
            for (int d = 0; d < sum.length; d++) {
                sum[d] += along * (point[d] - mean[d]);
            }
        }
        return sum;
    }

    /** To length 1; an axis along which nothing differs stays what it was. */
    private static void normalise(double[] axis, double[] otherwise) {
        double length = Math.sqrt(dot(axis, axis));
        for (int d = 0; d < axis.length; d++) {
            axis[d] = length < Double.MIN_NORMAL ? otherwise[d] : axis[d] / length;
        }
    }

    private static void subtract(double[] from, double[] axis, double times) {
        for (int d = 0; d < from.length; d++) {
            from[d] -= times * axis[d];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }

    private static double dot(float[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }

    /** Whether points of so many dimensions have a place in it. */
    boolean takes(float[] point) {
        return point.length == mean.length;
    }

    /** Along the first axis. */
    double x(float[] point) {
        return dot(point, axes[0]) - dot(mean, axes[0]);
    }

    /** Along the second axis. */
    double y(float[] point) {
        return dot(point, axes[1]) - dot(mean, axes[1]);
    }
}
