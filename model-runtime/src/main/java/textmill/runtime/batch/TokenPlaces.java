package textmill.runtime.batch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * Where the tokens of a batch are between its padding, in direct buffers that grow to the largest batch seen. For one thread;
 * what a run made of the buffers must be read before they are filled again.
 */
public final class TokenPlaces {
    private LongBuffer tokens = LongBuffer.allocate(0);
    private LongBuffer places = LongBuffer.allocate(0);

    /**
     * Notes a batch.
     *
     * @param longest places in each row
     * @param from the first token's place in each row
     * @param lengths tokens of each row, at least one
     * @param rows how many of these count
     */
    void fill(int longest, int[] from, int[] lengths, int rows) {
        tokens = cleared(tokens, rows * longest);
        places = cleared(places, rows * longest);
        for (int row = 0; row < rows; row++) {
            int first = tokens.position();
            for (int place = 0; place < longest; place++) {
                int token = place - from[row];
                boolean padding = token < 0 || token >= lengths[row];
                // Something finite: attention multiplies it by 0.
                places.put(padding ? first : first + token);
                if (!padding) {
                    tokens.put((long) row * longest + place);
                }
            }
        }
        tokens.flip();
        places.flip();
    }

    /** For every token, row after row, its place among rows times longest. */
    public LongBuffer tokens() {
        return tokens;
    }

    /** For every place, row after row, which token is there; where there is padding, the first one of the row. */
    public LongBuffer places() {
        return places;
    }

    private static LongBuffer cleared(LongBuffer buffer, int size) {
        return buffer.capacity() >= size
                ? buffer.clear()
                : ByteBuffer.allocateDirect(size * Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .asLongBuffer();
    }
}
