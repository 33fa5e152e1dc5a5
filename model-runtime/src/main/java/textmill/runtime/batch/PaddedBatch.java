package textmill.runtime.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import textmill.runtime.tokenize.Tokens;

/**
 * Token ids, attention mask and token type ids of a batch, {@code [rows, longest]} each, in direct buffers that ONNX
 * Runtime reads in place.
 *
 * <p>One object is filled again and again by the thread that owns it; its buffers grow to the largest batch seen. What a
 * run made of them must be read before the next {@link #fill}.
 */
public final class PaddedBatch {
    private ByteBuffer ids = direct(0);
    private ByteBuffer mask = direct(0);
    private ByteBuffer types = direct(0);
    private int rows;
    private int longest;
    private int tokens;
    private boolean narrow;

    /**
     * Lays out a batch.
     *
     * @param texts the rows, at least one
     * @param padId id that fills each row behind its tokens; its mask is 0
     * @param narrowInputs write 32-bit numbers instead of 64-bit
     */
    public void fill(List<Tokens> texts, int padId, boolean narrowInputs) {
        fill(texts, padId, narrowInputs, LengthBuckets.none());
    }

    /**
     * Lays out a batch of one of a few widths.
     *
     * @param texts the rows, at least one
     * @param padId id that fills each row behind its tokens; its mask is 0
     * @param narrowInputs write 32-bit numbers instead of 64-bit
     * @param buckets the widths
     */
    public void fill(List<Tokens> texts, int padId, boolean narrowInputs, LengthBuckets buckets) {
        rows = texts.size();
        longest = 0;
        tokens = 0;
        narrow = narrowInputs;
        for (Tokens text : texts) {
            longest = Math.max(longest, text.length());
            tokens += text.length();
        }
        longest = buckets.width(longest);
        reserve(Math.multiplyExact(Math.multiplyExact(rows, longest), narrow ? Integer.BYTES : Long.BYTES));
        for (Tokens text : texts) {
            for (int i = 0; i < longest; i++) {
                boolean real = i < text.length();
                put(ids, real ? text.id(i) : padId);
                put(mask, real ? 1 : 0);
                put(types, 0);
            }
        }
        ids.flip();
        mask.flip();
        types.flip();
    }

    /** Lays out rows of tokens with the id 0, which every vocabulary has: something to run that is nobody's text. */
    public void fillBlank(int count, int length, boolean narrowInputs) {
        rows = count;
        longest = length;
        tokens = count * length;
        narrow = narrowInputs;
        reserve(tokens * (narrow ? Integer.BYTES : Long.BYTES));
        for (int i = 0; i < tokens; i++) {
            put(ids, 0);
            put(mask, 1);
            put(types, 0);
        }
        ids.flip();
        mask.flip();
        types.flip();
    }

    /** Number of texts. */
    public int rows() {
        return rows;
    }

    /** Tokens in every row, padding included. */
    public int longest() {
        return longest;
    }

    /** Tokens that are not padding. */
    public int tokens() {
        return tokens;
    }

    /** Rows times longest. */
    public int paddedTokens() {
        return rows * longest;
    }

    /** True if the numbers are 32-bit, false if 64-bit. */
    public boolean narrow() {
        return narrow;
    }

    /** Position of a text's first token in its row. */
    public int offset(Tokens text) {
        return 0;
    }

    /** Token ids, native byte order. */
    public ByteBuffer ids() {
        return ids;
    }

    /** 1 for a token, 0 for padding. */
    public ByteBuffer mask() {
        return mask;
    }

    /** Token type ids: all 0, as every text is one segment. */
    public ByteBuffer types() {
        return types;
    }

    private void put(ByteBuffer buffer, int value) {
        if (narrow) {
            buffer.putInt(value);
        } else {
            buffer.putLong(value);
        }
    }

    private void reserve(int bytes) {
        if (ids.capacity() < bytes) {
            ids = direct(bytes);
            mask = direct(bytes);
            types = direct(bytes);
        }
        ids.clear();
        mask.clear();
        types.clear();
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
