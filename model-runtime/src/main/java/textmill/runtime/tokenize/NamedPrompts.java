package textmill.runtime.tokenize;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import textmill.runtime.model.TokenizerSettings;

/** What a tokenizer may be asked to put in front of texts. Immutable. */
final class NamedPrompts {
    /** What may be repeated in a message: a name, and nothing that somebody mistook for one. */
    private static final Pattern NAME = Pattern.compile("[\\w.-]{1,64}");

    private final Prompt usual;
    private final Map<String, Prompt> byName = new HashMap<>();

    /**
     * A text in front of another.
     *
     * @param text empty for none
     * @param tokens from the first one of a row to its end, special ones included; 0 without a prompt
     */
    record Prompt(String text, int tokens) {}

    NamedPrompts(TokenizerSettings settings, NativeTokenizer tokenizer) {
        usual = counted(settings.prompt(), tokenizer);
        settings.prompts().forEach((name, text) -> byName.put(name, counted(text, tokenizer)));
    }

    /** As sentence-transformers counts: the prompt alone, less a special token at its end. */
    private static Prompt counted(String text, NativeTokenizer tokenizer) {
        if (text.isEmpty()) {
            return new Prompt("", 0);
        }
        long[] special = tokenizer.specialTokens(WellFormedText.of(text).text());
        int length = special.length;
        return new Prompt(text, length > 0 && special[length - 1] == 1 ? length - 1 : length);
    }

    /** The one that texts get for which none is named. */
    Prompt usual() {
        return usual;
    }

    /**
     * The one of that name.
     *
     * @param name null for the usual one
     * @throws TokenizeException if there is none
     */
    Prompt of(@Nullable String name) {
        if (name == null) {
            return usual;
        }
        Prompt prompt = byName.get(name);
        if (prompt == null) {
            throw new TokenizeException("the model has no prompt "
                    + (NAME.matcher(name).matches() ? "'" + name + "'" : "of the name that the record has")
                    + "; it has "
                    + (byName.isEmpty() ? "none" : String.join(", ", new TreeSet<>(byName.keySet()))));
        }
        return prompt;
    }
}
