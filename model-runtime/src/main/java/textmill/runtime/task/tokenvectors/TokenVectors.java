package textmill.runtime.task.tokenvectors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.VectorForm;
import textmill.runtime.task.Windowed;

/**
 * A vector for each token that counts, special ones included, in the order of the text. The arrays belong to the receiver.
 *
 * @param vectors {@code [tokens, width]}, row by row
 * @param width numbers of a vector; 0 where there is none
 * @param starts index of each token's first UTF-16 code unit in the original text; 0 for special tokens
 * @param ends index after its last UTF-16 code unit; 0 for special tokens
 * @param form how vectors are to be written
 */
public record TokenVectors(float[] vectors, int width, int[] starts, int[] ends, VectorForm form)
        implements TaskResult {
    /** Vectors that are written as they are. */
    public TokenVectors(float[] vectors, int width, int[] starts, int[] ends) {
        this(vectors, width, starts, ends, VectorForm.plain());
    }

    /** A copy of one of them, {@code [width]}. */
    public float[] vector(int token) {
        return Arrays.copyOfRange(vectors, token * width, (token + 1) * width);
    }

    /** How many vectors. */
    public int size() {
        return starts.length;
    }

    /**
     * Those of a text of those of its windows: special tokens as the first has them, all others once. Of what two windows
     * share, each has the half that is farther from its edge.
     */
    static TokenVectors merged(List<Windowed.Part> windows) {
        IntStream.Builder starts = IntStream.builder();
        IntStream.Builder ends = IntStream.builder();
        List<float[]> vectors = new ArrayList<>();
        int width = 0;
        for (int w = 0; w < windows.size(); w++) {
            TokenVectors window = (TokenVectors) windows.get(w).result();
            width = Math.max(width, window.width);
            int from = Windowed.middle(windows, w - 1);
            int to = Windowed.middle(windows, w);
            for (int i = 0; i < window.size(); i++) {
                boolean special = window.starts[i] == window.ends[i];
                boolean own = window.starts[i] >= from && window.starts[i] < to;
                if (special ? w == 0 : own) {
                    starts.add(window.starts[i]);
                    ends.add(window.ends[i]);
                    vectors.add(Arrays.copyOfRange(window.vectors, i * window.width, (i + 1) * window.width));
                }
            }
        }
        float[] all = new float[vectors.size() * width];
        for (int i = 0; i < vectors.size(); i++) {
            System.arraycopy(vectors.get(i), 0, all, i * width, width);
        }
        VectorForm form = ((TokenVectors) windows.get(0).result()).form;
        return new TokenVectors(
                all, width, starts.build().toArray(), ends.build().toArray(), form);
    }

    @Override
    public TokenVectors copy() {
        return new TokenVectors(vectors.clone(), width, starts.clone(), ends.clone(), form);
    }

    @Override
    public long bytes() {
        return (long) vectors.length * Float.BYTES + 2L * starts.length * Integer.BYTES;
    }
}
