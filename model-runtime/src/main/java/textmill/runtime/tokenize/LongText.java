package textmill.runtime.tokenize;

import java.util.Arrays;

/**
 * A long text without what its tokenizer drops, so that a limit on length counts only what matters: runs of characters
 * that only part words (blanks, line ends) become one of them, and so do runs of characters that the tokenizer deletes
 * (controls, marks): without the last one, what is on its two sides could be an added token ({@code [MASK]}). What a tokenizer drops is asked of itself, not assumed: one that keeps blanks gets them all.
 *
 * <p>Indices into the short text lead back to the long one. The conversion is a single pass without copying what is kept
 * more than once.
 */
final class LongText {
    private final String text;
    /** Where in the short text something was left out before; ascending. */
    private int[] places = new int[16];
    /** How many characters of the long text were left out before such a place. */
    private int[] leftOut = new int[16];

    private int count;

    private LongText(String original, Droppable droppable) {
        StringBuilder kept = new StringBuilder(Math.min(original.length(), 1 << 16));
        int skipped = 0;
        boolean parted = true; // at the beginning there is nothing to part
        boolean deleted = false;
        for (int i = 0; i < original.length(); i++) {
            char c = original.charAt(i);
            Kind kind = droppable.kind(c);
            if (kind == Kind.DELETED ? deleted : kind == Kind.PARTING && parted) {
                skipped++;
                continue;
            }
            deleted = kind == Kind.DELETED || (deleted && kind == Kind.PARTING);
            parted = kind == Kind.PARTING || (parted && kind == Kind.DELETED);
            if (skipped > (count == 0 ? 0 : leftOut[count - 1])) {
                note(kept.length(), skipped);
            }
            kept.append(c);
        }
        this.text = kept.toString();
    }

    private void note(int place, int skipped) {
        if (count == places.length) {
            places = Arrays.copyOf(places, 2 * count);
            leftOut = Arrays.copyOf(leftOut, 2 * count);
        }
        places[count] = place;
        leftOut[count++] = skipped;
    }

    static LongText of(String original, Droppable droppable) {
        return new LongText(original, droppable);
    }

    /** The short text. */
    String text() {
        return text;
    }

    /** Index of a character of the short text in the long one. */
    int original(int index) {
        int at = Arrays.binarySearch(places, 0, count, index);
        int before = at >= 0 ? at : -at - 2;
        return before < 0 ? index : index + leftOut[before];
    }

    /** What a tokenizer makes of a character between others. */
    enum Kind {
        /** It matters. */
        KEPT,
        /** It parts words, once however often it stands there, and nothing at either end of a text. */
        PARTING,
        /** As if it were not there. */
        DELETED
    }
}
