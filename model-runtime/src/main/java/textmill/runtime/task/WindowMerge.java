package textmill.runtime.task;

/** How scores that the windows of a text have become the text's. */
public enum WindowMerge {
    /** Their mean. */
    MEAN {
        @Override
        public float add(float merged, float score, int before) {
            return merged + (score - merged) / (before + 1);
        }
    },
    /** The highest. */
    MAX {
        @Override
        public float add(float merged, float score, int before) {
            return before == 0 ? score : Math.max(merged, score);
        }
    };

    /**
     * The merged score of one window more.
     *
     * @param merged of the windows before it
     * @param score its own
     * @param before how many there were
     */
    public abstract float add(float merged, float score, int before);
}
