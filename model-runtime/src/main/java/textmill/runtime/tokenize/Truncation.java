package textmill.runtime.tokenize;

/** Which of two texts loses tokens where both are too long together, as the tokenizers library has it. */
public enum Truncation {
    /** The longer one, until both are equally long; then both. */
    LONGEST_FIRST {
        @Override
        int first(int first, int second, int room) {
            int shorter = Math.min(first, second);
            int longer = shorter > room ? shorter : Math.max(shorter, room - shorter);
            if (shorter + longer > room) {
                shorter = room / 2;
                longer = shorter + room % 2;
            }
            return first > second ? longer : shorter;
        }
    },
    /** The first. */
    ONLY_FIRST {
        @Override
        int first(int first, int second, int room) {
            return room - second;
        }
    };

    /**
     * How many tokens the first text keeps; the second has the rest.
     *
     * @param first tokens of the first text
     * @param second tokens of the second
     * @param room tokens for both, fewer than they have
     * @return less than 1 if there is no room for the first
     */
    abstract int first(int first, int second, int room);
}
