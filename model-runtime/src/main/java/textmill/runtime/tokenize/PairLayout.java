package textmill.runtime.tokenize;

import java.util.Arrays;

/**
 * Which of two texts each token of a row is of. Never modified.
 *
 * @param sides by token 0 for the first text, 1 for the second, -1 for special tokens
 * @param types segments by token
 * @param full how many tokens the texts had before they were cut
 * @param truncation which of them is cut
 * @param cutsStart a text that is too long loses its start and not its end
 */
record PairLayout(byte[] sides, int[] types, Full full, Truncation truncation, boolean cutsStart) {
    private static final byte FIRST = 0;
    private static final byte SECOND = 1;

    /** Tokens of each text before they were cut. */
    record Full(int first, int second) {}

    static PairLayout of(byte[] sides, int[] types, Truncation truncation, boolean cutsStart) {
        return new PairLayout(sides, types, new Full(count(sides, FIRST), count(sides, SECOND)), truncation, cutsStart);
    }

    /**
     * Which tokens stay in a row of so many at most, in their order.
     *
     * @throws TokenizeException if a text that is not to be cut leaves no room for the other
     */
    int[] kept(int maxTokens) {
        int room = maxTokens - (sides.length - count(sides, FIRST) - count(sides, SECOND));
        if (full.first + full.second <= room) {
            return all();
        }
        int first = Math.min(full.first, truncation.first(full.first, full.second, room));
        int second = Math.min(full.second, room - first);
        if (room < 1 || first < 0 || (first == 0 && truncation == Truncation.ONLY_FIRST)) {
            throw new TokenizeException("the second text leaves no room for the first in " + maxTokens + " tokens");
        }
        int[] kept = new int[sides.length];
        int length = 0;
        int[] skip = {cutsStart ? count(sides, FIRST) - first : 0, cutsStart ? count(sides, SECOND) - second : 0};
        int[] left = {first, second};
        for (int i = 0; i < sides.length; i++) {
            int side = sides[i];
            if (side < 0) {
                kept[length++] = i;
            } else if (skip[side] > 0) {
                skip[side]--;
            } else if (left[side] > 0) {
                left[side]--;
                kept[length++] = i;
            }
        }
        return Arrays.copyOf(kept, length);
    }

    /** The layout of those tokens only. */
    PairLayout of(int[] kept) {
        byte[] keptSides = new byte[kept.length];
        for (int i = 0; i < kept.length; i++) {
            keptSides[i] = sides[kept[i]];
        }
        return new PairLayout(keptSides, pick(types, kept), full, truncation, cutsStart);
    }

    static int[] pick(int[] values, int[] kept) {
        int[] picked = new int[kept.length];
        for (int i = 0; i < kept.length; i++) {
            picked[i] = values[kept[i]];
        }
        return picked;
    }

    private int[] all() {
        int[] all = new int[sides.length];
        Arrays.setAll(all, i -> i);
        return all;
    }

    private static int count(byte[] sides, byte side) {
        int count = 0;
        for (byte one : sides) {
            count += one == side ? 1 : 0;
        }
        return count;
    }
}
