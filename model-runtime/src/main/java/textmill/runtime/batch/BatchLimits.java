package textmill.runtime.batch;

/**
 * How large one batch may become. A text that alone exceeds {@code maxPaddedTokens} is a batch of its own.
 *
 * @param maxPaddedTokens rows times longest, at most
 * @param maxRows texts, at most
 * @param maxPaddingShare a text does not join if padding would then exceed this share of the batch, 0 to 1
 */
public record BatchLimits(int maxPaddedTokens, int maxRows, double maxPaddingShare) {
    /** Checks the ranges. */
    public BatchLimits {
        if (maxPaddedTokens < 1 || maxRows < 1 || !(maxPaddingShare >= 0 && maxPaddingShare <= 1)) {
            throw new IllegalArgumentException("batch limits out of range: " + maxPaddedTokens + " padded tokens, "
                    + maxRows + " rows, padding share " + maxPaddingShare);
        }
    }
}
