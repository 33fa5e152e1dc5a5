package textmill.runtime.task;

import java.util.Arrays;

/** A model's output has another shape than its files say. */
public final class UnexpectedShapeException extends RuntimeException {
    /** Names the output and both shapes. */
    public UnexpectedShapeException(String output, String expected, long[] found) {
        super("output " + output + ": expected " + expected + ", found " + Arrays.toString(found));
    }
}
