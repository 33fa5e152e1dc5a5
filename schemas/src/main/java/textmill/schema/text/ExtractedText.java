package textmill.schema.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What a record's text field held. */
public sealed interface ExtractedText {

    /**
     * A text, empty ones included.
     *
     * @param text well-formed Unicode: no unpaired surrogates
     * @param substituted true if what was not Unicode has been replaced by U+FFFD
     */
    record Text(String text, boolean substituted) implements ExtractedText {
        private static final char REPLACEMENT = '\uFFFD';

        /** Decodes UTF-8; each malformed sequence becomes U+FFFD. */
        static Text ofUtf8(byte[] bytes, int offset, int length) {
            String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
            // U+FFFD may also have been written by an earlier hand: only then is a second look due.
            boolean substituted = text.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes, offset, length);
            return new Text(text, substituted);
        }

        /** Replaces unpaired surrogates, one for one, so that indices stay the same. */
        static Text of(CharSequence sequence) {
            String text = sequence.toString();
            int bad = unpaired(text, 0);
            if (bad < 0) {
                return new Text(text, false);
            }
            StringBuilder repaired = new StringBuilder(text);
            for (; bad >= 0; bad = unpaired(text, bad + 1)) {
                repaired.setCharAt(bad, REPLACEMENT);
            }
            return new Text(repaired.toString(), true);
        }

        private static int unpaired(String text, int from) {
            for (int i = from; i < text.length(); ) {
                int codePoint = text.codePointAt(i);
                if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                    return i;
                }
                i += Character.charCount(codePoint);
            }
            return -1;
        }

        private static boolean isUtf8(byte[] bytes, int offset, int length) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
                return true;
            } catch (CharacterCodingException e) {
                return false;
            }
        }
    }

    /** The field is there and holds null: nothing to compute. */
    record Absent() implements ExtractedText {
        static final Absent INSTANCE = new Absent();
    }
}
