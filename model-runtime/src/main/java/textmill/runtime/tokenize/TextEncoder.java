package textmill.runtime.tokenize;

import org.jspecify.annotations.Nullable;

/** Takes texts apart. Thread-safe. */
interface TextEncoder {
    /**
     * The tokens of a text, special ones included.
     *
     * @param wellFormed valid UTF-16
     * @param withPlaces also say where each token is
     */
    Encoding encode(String wellFormed, boolean withPlaces);

    /**
     * What the library said about a text. Never modified.
     *
     * @param ids by token
     * @param places where the tokens are; null if nobody asked
     */
    record Encoding(int[] ids, @Nullable Places places) {}

    /**
     * Where tokens are, in code points of their text.
     *
     * @param starts by token its first; {@link #NOWHERE} for one that has no place, as special tokens
     * @param ends by token after its last
     * @param words by token the number of the word that it is a part of, ascending; of no meaning for special tokens
     */
    record Places(int[] starts, int[] ends, int[] words) {
        static final int NOWHERE = -1;
    }
}
