package textmill.runtime.task.fillmask;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.Windowed;

/**
 * What could stand in place of a text's masks, or how surprising a text without masks is.
 *
 * @param masks in the order of the text; none if it has none
 * @param perplexity of a text without masks; null if it has some, or none was asked for
 */
public record FilledMasks(List<Mask> masks, @Nullable Perplexity perplexity) implements TaskResult {
    private static final int CANDIDATE_BYTES = 80;

    /** Copies the list. */
    public FilledMasks {
        masks = List.copyOf(masks);
    }

    /** Of a text of which no perplexity is wanted. */
    public FilledMasks(List<Mask> masks) {
        this(masks, null);
    }

    /**
     * Pseudo-perplexity: exp of the mean loss of a text's tokens, each hidden by itself.
     *
     * @param value 1 or more; NaN if the text has no tokens
     * @param tokens how many of them were hidden, fewer than there are if the cost did not allow all
     */
    public record Perplexity(double value, int tokens) {}

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

    /**
     * Those of a text of those of its windows: each mask once, as the window has it from whose edge it is farther. A text
     * without masks is as surprising as the tokens of all its windows are together, each window's as often as it has any.
     */
    static FilledMasks merged(List<Windowed.Part> windows) {
        List<Mask> masks = new ArrayList<>();
        boolean scored = false;
        double losses = 0;
        int tokens = 0;
        for (int w = 0; w < windows.size(); w++) {
            FilledMasks window = (FilledMasks) windows.get(w).result();
            int from = Windowed.middle(windows, w - 1);
            int to = Windowed.middle(windows, w);
            window.masks.stream()
                    .filter(mask -> mask.start >= from && mask.start < to)
                    .forEach(masks::add);
            Perplexity perplexity = window.perplexity;
            scored |= perplexity != null;
            if (perplexity != null && perplexity.tokens > 0) {
                losses += perplexity.tokens * Math.log(perplexity.value);
                tokens += perplexity.tokens;
            }
        }
        return masks.isEmpty() && scored
                ? new FilledMasks(masks, new Perplexity(Math.exp(losses / tokens), tokens))
                : new FilledMasks(masks);
    }

    @Override
    public FilledMasks copy() {
        return this; // nothing in it can be changed
    }

    @Override
    public long bytes() {
        return masks.stream().mapToLong(mask -> mask.candidates().size()).sum() * CANDIDATE_BYTES;
    }
}
