package textmill.runtime.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import textmill.runtime.tokenize.LongText.Kind;

/**
 * What one tokenizer makes of blanks, controls and marks, found out by giving it small texts with them; each character is
 * tried when it is first met. Thread-safe: two threads may try the same character and find the same.
 */
final class Droppable {
    private static final char REPLACEMENT = '\uFFFD';

    private final Function<String, int[]> ids;
    private final @Nullable Kind[] kinds = new Kind[Character.MAX_VALUE + 1];

    /**
     * @param ids the tokens of a text
     * @param added the tokens of the file that are looked for in the text itself: their characters are kept
     */
    Droppable(Function<String, int[]> ids, JsonNode added) {
        this.ids = ids;
        for (JsonNode token : added) {
            token.path("content").asText().chars().forEach(c -> kinds[c] = Kind.KEPT);
        }
    }

    /** The kind of a UTF-16 code unit. */
    Kind kind(char c) {
        Kind known = kinds[c];
        if (known == null) {
            known = isCandidate(c) ? tried(c) : Kind.KEPT;
            kinds[c] = known;
        }
        return known;
    }

    private static boolean isCandidate(char c) {
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> true;
            default -> c == REPLACEMENT;
        };
    }

    private Kind tried(char c) {
        if (same("a" + c + "b", "a b")
                && same("a" + c + " b", "a b")
                && same("a " + c + "b", "a b")
                && same("a" + c + c + "b", "a b")
                && same(c + "a", "a")
                && same("a" + c, "a")) {
            return Kind.PARTING;
        }
        boolean deleted = same("ab" + c + "cd", "abcd")
                && same("ab" + c + c + "cd", "abcd")
                && same("a " + c + "b", "a b")
                && same("a" + c + " b", "a b")
                && same(c + "a", "a")
                && same("a" + c, "a");
        return deleted ? Kind.DELETED : Kind.KEPT;
    }

    private boolean same(String one, String other) {
        return Arrays.equals(ids.apply(one), ids.apply(other));
    }
}
