package textmill.runtime.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import textmill.runtime.model.Weights;

/**
 * The range that the numbers of an embedding are in, divided into 256 steps: one for all of them, or one for each. A number
 * outside of it has the first or the last step.
 *
 * @param least where the first step begins: one number for all dimensions, or {@code [dimensions]}
 * @param greatest the same for the end of the last one
 * @param unit nobody stated it: right for vectors of length 1 only
 */
public record VectorRange(Weights least, Weights greatest, boolean unit) {
    /** The name of {@link #UNIT}. */
    static final String UNIT_NAME = "unit";

    /** What every number of a vector of length 1 is in. */
    static final VectorRange UNIT = new VectorRange(new Weights(new float[] {-1}), new Weights(new float[] {1}), true);

    private static final int STEPS = 255;

    private static VectorRange of(float[] least, float[] greatest) {
        for (int i = 0; i < least.length; i++) {
            if (!(least[i] <= greatest[i]) || Float.isInfinite(greatest[i] - least[i])) {
                throw new IllegalArgumentException("a range from " + least[i] + " to " + greatest[i]);
            }
        }
        return new VectorRange(new Weights(least), new Weights(greatest), false);
    }

    /**
     * Reads one.
     *
     * @param text {@code unit}, {@code MIN,MAX}, or the path of a JSON file with two arrays: the least number of each dimension, and the
     *     greatest
     * @throws IllegalArgumentException if it is neither
     */
    static VectorRange parse(String text) {
        if (text.equals(UNIT_NAME)) {
            return UNIT;
        }
        String[] ends = text.split(",", -1);
        if (ends.length == 2 && isNumber(ends[0]) && isNumber(ends[1])) {
            return of(new float[] {Float.parseFloat(ends[0].strip())}, new float[] {Float.parseFloat(ends[1].strip())});
        }
        try {
            JsonNode arrays = new ObjectMapper().readTree(Path.of(text).toFile());
            if (arrays.size() != 2
                    || arrays.path(0).isEmpty()
                    || arrays.path(0).size() != arrays.path(1).size()) {
                throw new IllegalArgumentException("not two arrays of one length: " + text);
            }
            return of(numbers(arrays.path(0)), numbers(arrays.path(1)));
        } catch (IOException e) {
            throw new IllegalArgumentException("no file of JSON: " + text, e);
        }
    }

    private static boolean isNumber(String text) {
        try {
            return Float.isFinite(Float.parseFloat(text.strip()));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static float[] numbers(JsonNode array) {
        float[] numbers = new float[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!array.path(i).isNumber()) {
                throw new IllegalArgumentException("not a number: " + array.path(i));
            }
            numbers[i] = array.path(i).floatValue();
        }
        return numbers;
    }

    /** How many dimensions it is for; 1 for any number. */
    public int dimensions() {
        return least.size();
    }

    /** Which step a number is in, 0 to 255: the arithmetic of {@code quantize_embeddings}, in 32-bit numbers as there. */
    int step(int dimension, float value) {
        int at = least.size() == 1 ? 0 : dimension;
        float from = least.values()[at];
        float width = (greatest.values()[at] - from) / STEPS;
        double step = Math.floor((value - from) / (width == 0 ? 1 : width));
        return (int) Math.max(0, Math.min(STEPS, step));
    }
}
