package textmill.runtime.batch;

/**
 * The few widths that batches have where every new shape costs memory, a search for kernels, or with TensorRT an engine. A
 * batch is as wide as the smallest of them that holds its longest text. On a GPU these are multiples of 16 up to 128 tokens,
 * of 32 up to 256, of 64 up to 512, of 128 beyond: at most a quarter more than needed from 64 tokens on, and 16 widths up to
 * 512. Where a runtime keeps what it prepared for every shape, the numbers of rows are few too.
 *
 * @param maxTokens the widest: the model's longest text; 0 rounds nothing
 * @param narrowest no batch is narrower
 * @param steps how wide they are apart
 */
public record LengthBuckets(int maxTokens, int narrowest, Steps steps) {
    private static final Steps COARSE = new Steps(16, 128);
    private static final Steps FINE = new Steps(4, 64);
    private static final int DOUBLINGS = 3;

    /** Up to this every number of rows; then every second one, and every fourth from twice as many. */
    private static final int FEW_ROWS = 8;

    /**
     * How far one width is from the next: twice as far whenever the width doubles, at most three times.
     *
     * @param first between the narrowest
     * @param upTo the widest of these
     */
    record Steps(int first, int upTo) {
        private int at(int longest) {
            int step = first;
            for (int end = upTo; longest > end && step < first << DOUBLINGS; end *= 2) {
                step *= 2;
            }
            return step;
        }
    }

    /** Checks the range. */
    public LengthBuckets {
        if (maxTokens < 0 || narrowest < 0) {
            throw new IllegalArgumentException("widths out of range: " + maxTokens + ", " + narrowest);
        }
    }

    /** Rounds up to the widths of a GPU. */
    public LengthBuckets(int maxTokens) {
        this(maxTokens, 0, COARSE);
    }

    /**
     * Multiples of 4 up to 64 tokens, of 8 up to 128, of 16 up to 256, of 32 beyond: an eighth more than needed at most from
     * 32 tokens on, and 40 widths up to 512. Batches have up to 8 rows, or 10, 12, 14, 16, 20, 24, 28, 32, 40 and so on: with
     * up to 512 padded tokens that makes 260 shapes in place of 428.
     */
    public static LengthBuckets fine(int maxTokens) {
        return new LengthBuckets(maxTokens, 0, FINE);
    }

    /** Every length is a width. */
    public static LengthBuckets none() {
        return new LengthBuckets(0);
    }

    /** Every batch has this one. */
    public static LengthBuckets only(int width) {
        return new LengthBuckets(0, width, COARSE);
    }

    /** Without rounding. */
    public LengthBuckets exact() {
        return new LengthBuckets(0, narrowest, steps);
    }

    /** True if texts of several lengths have one width. */
    public boolean isRounding() {
        return maxTokens > 0 || narrowest > 0;
    }

    /** True if batches of so many rows are made; others leave a few of their texts to the next batch. */
    boolean takes(int rows) {
        boolean any = maxTokens == 0 || !steps.equals(FINE) || rows <= FEW_ROWS;
        return any || rows % (Integer.highestOneBit(rows) / (FEW_ROWS / 2)) == 0;
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
        int step = steps.at(longest);
        return Math.min(maxTokens, (Math.max(longest, narrowest) + step - 1) / step * step);
    }
}
