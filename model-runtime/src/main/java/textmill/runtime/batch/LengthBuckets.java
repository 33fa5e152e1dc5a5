package textmill.runtime.batch;

/**
 * The few widths that batches have on a GPU, where every new shape costs memory, a search for kernels, or with TensorRT an
 * engine. A batch is as wide as the smallest of them that holds its longest text: multiples of 16 up to 128 tokens, of 32 up
 * to 256, of 64 up to 512, of 128 beyond. That is at most a quarter more than needed from 64 tokens on, and 16 widths up to
 * 512.
 *
 * @param maxTokens the widest: the model's longest text; 0 rounds nothing
 * @param narrowest no batch is narrower
 */
public record LengthBuckets(int maxTokens, int narrowest) {
    private static final int NARROW = 128;
    private static final int STEP = 16;

    /** Checks the range. */
    public LengthBuckets {
        if (maxTokens < 0 || narrowest < 0) {
            throw new IllegalArgumentException("widths out of range: " + maxTokens + ", " + narrowest);
        }
    }

    /** Rounds up to the widths. */
    public LengthBuckets(int maxTokens) {
        this(maxTokens, 0);
    }

    /** Every length is a width. */
    public static LengthBuckets none() {
        return new LengthBuckets(0);
    }

    /** Every batch has this one. */
    public static LengthBuckets only(int width) {
        return new LengthBuckets(0, width);
    }

    /** Without rounding. */
    public LengthBuckets exact() {
        return new LengthBuckets(0, narrowest);
    }

    /**
     * The width of a batch.
     *
     * @param longest tokens of its longest text, at least 1
     */
    public int width(int longest) {
        if (maxTokens == 0 || longest >= maxTokens) {
            return Math.max(longest, narrowest);
        }
        int step = STEP;
        int end = NARROW;
        while (longest > end && step < NARROW) {
            step *= 2;
            end *= 2;
        }
        return Math.min(maxTokens, (Math.max(longest, narrowest) + step - 1) / step * step);
    }
}
