package textmill.runtime.task.fillmask;

import java.util.List;
import textmill.runtime.task.TaskResult;

/**
 * What could stand in place of a text's masks.
 *
 * @param masks in the order of the text; none if it has none
 */
public record FilledMasks(List<Mask> masks) implements TaskResult {
    private static final int CANDIDATE_BYTES = 80;

    /** Copies the list. */
    public FilledMasks {
        masks = List.copyOf(masks);
    }

    /**
     * A mask.
     *
     * @param start index of its first UTF-16 code unit in the original text
     * @param end index after its last UTF-16 code unit
     * @param candidates the likeliest first
     */
    public record Mask(int start, int end, List<Candidate> candidates) {
        /** Copies the list. */
        public Mask {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * A token that could stand there.
     *
     * @param token as it is written in a text; U+FFFD where its bytes are no whole character
     * @param id in the vocabulary
     * @param score its probability, 0 to 1
     */
    public record Candidate(String token, int id, float score) {}

    @Override
    public FilledMasks copy() {
        return this; // nothing in it can be changed
    }

    @Override
    public long bytes() {
        return masks.stream().mapToLong(mask -> mask.candidates().size()).sum() * CANDIDATE_BYTES;
    }
}
