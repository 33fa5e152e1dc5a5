package textmill.topology.result.classification;

/** Finds the most probable labels. */
final class TopLabels {
    private TopLabels() {}

    /**
     * Indices of the {@code k} greatest values, greatest first; of equal values the lower index first.
     *
     * @param values {@code [labels]}, not changed
     */
    static int[] of(float[] values, int k) {
        int size = Math.min(k, values.length);
        int[] best = new int[size];
        int filled = 0;
        for (int i = 0; i < values.length; i++) {
            if (filled == size && values[i] <= values[best[size - 1]]) {
                continue;
            }
            int at = filled < size ? filled++ : size - 1;
            while (at > 0 && values[best[at - 1]] < values[i]) {
                best[at] = best[at - 1];
                at--;
            }
            best[at] = i;
        }
        return best;
    }
}
