package textmill.runtime.task.tokenclassification;

/**
 * A token, or a word of several, with the probabilities of its labels.
 *
 * @param start index of its first UTF-16 code unit
 * @param end index after its last
 * @param continuesWord it belongs to the word of the token before it
 * @param probabilities {@code [labels]}
 */
record TokenLabels(int start, int end, boolean continuesWord, float[] probabilities) {
    /** Index of the most probable label; of equals the first. */
    int best() {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            if (probabilities[i] > probabilities[best]) {
                best = i;
            }
        }
        return best;
    }

    /** Probability of that label. */
    float score() {
        return probabilities[best()];
    }
}
