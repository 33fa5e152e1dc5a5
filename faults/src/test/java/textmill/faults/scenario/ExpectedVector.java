package textmill.faults.scenario;

import java.util.List;
import textmill.faults.oracle.OutputRecord;

/**
 * The numbers that a result must have, beside the key of its source.
 *
 * @param numbers one for each of the result's
 * @param tolerance the most that one may differ
 */
record ExpectedVector(float[] numbers, float tolerance) {
    private static final float BATCHES = 1e-4f;

    /** Numbers that must be these and no others. */
    static ExpectedVector exactly(float[] numbers) {
        return new ExpectedVector(numbers, 0);
    }

    /**
     * Numbers of a model. Which texts share a batch differs from run to run, and with it the order of floating-point
     * additions, hence a small tolerance.
     */
    static ExpectedVector computed(float[] numbers) {
        return new ExpectedVector(numbers, BATCHES);
    }

    /** True if a result is this. */
    boolean matches(OutputRecord result) {
        List<Float> vector = result.vector();
        if (!Scenario.hasItsKey(result) || vector.size() != numbers.length) {
            return false;
        }
        for (int i = 0; i < numbers.length; i++) {
            if (!(Math.abs(numbers[i] - vector.get(i)) <= tolerance)) {
                return false;
            }
        }
        return true;
    }
}
