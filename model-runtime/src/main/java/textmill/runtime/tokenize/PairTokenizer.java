package textmill.runtime.tokenize;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.util.Arrays;
import textmill.runtime.text.TextFlags;
import textmill.runtime.text.TextPrefix;

/** Two texts as one row of tokens: ids, segments and special tokens as the tokenizer's own template has them. */
final class PairTokenizer {
    private final NativeTokenizer tokenizer;
    private final Frame frame;
    private final boolean oneSegment;

    /** @param oneSegment both texts are of segment 0, whatever the template says */
    PairTokenizer(NativeTokenizer tokenizer, Frame frame, boolean oneSegment) {
        this.tokenizer = tokenizer;
        this.frame = frame;
        this.oneSegment = oneSegment;
    }

    /** The same with another frame. */
    PairTokenizer framed(Frame other) {
        return new PairTokenizer(tokenizer, other, oneSegment);
    }

    /** The texts with everything of them that is looked at, not cut. */
    Tokens tokenize(String first, String second, Truncation truncation, boolean withOffsets) {
        WellFormedText one = WellFormedText.of(limited(first));
        WellFormedText other = WellFormedText.of(limited(second));
        NativeTokenizer.PairEncoding encoding = tokenizer.encodePair(one.text(), other.text(), withOffsets);
        byte[] sides = sides(encoding);
        int[] types = oneSegment ? new int[sides.length] : ints(encoding.types());
        PairLayout layout = PairLayout.of(sides, types, truncation, frame.cutsStart());
        boolean truncated = one.text().length() < first.length() || other.text().length() < second.length();
        TextFlags flags =
                new TextFlags(truncated, first.isBlank() && second.isBlank(), one.substituted() || other.substituted());
        CharSpan[] spans = encoding.spans();
        if (spans == null) {
            return new Tokens(ints(encoding.ids()), null, frame, flags).paired(layout);
        }
        int[] starts = new int[sides.length];
        int[] ends = new int[sides.length];
        CodePointIndex[] indices = {CodePointIndex.of(one.text()), CodePointIndex.of(other.text())};
        int[] moved = {
            first.length() - one.text().length(), second.length() - other.text().length()
        };
        for (int i = 0; i < sides.length; i++) {
            if (sides[i] >= 0 && spans[i] != null) {
                int from = frame.cutsStart() ? moved[sides[i]] : 0;
                starts[i] = from + indices[sides[i]].unit(spans[i].getStart());
                ends[i] = from + indices[sides[i]].unit(spans[i].getEnd());
            }
        }
        return new Tokens(ints(encoding.ids()), new Tokens.Places(starts, ends), frame, flags).paired(layout);
    }

    private String limited(String text) {
        if (text.length() <= TextTokenizer.MAX_CHARS) {
            return text;
        }
        return frame.cutsStart()
                ? text.substring(TextPrefix.end(text, text.length() - TextTokenizer.MAX_CHARS))
                : TextPrefix.of(text, TextTokenizer.MAX_CHARS);
    }

    private static byte[] sides(NativeTokenizer.PairEncoding encoding) {
        byte[] sides = new byte[encoding.ids().length];
        for (int i = 0; i < sides.length; i++) {
            sides[i] = encoding.special()[i] == 1 ? -1 : (byte) encoding.sequences()[i];
        }
        return sides;
    }

    private static int[] ints(long[] values) {
        return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
    }
}
