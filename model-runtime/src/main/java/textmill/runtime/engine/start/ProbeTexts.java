package textmill.runtime.engine.start;

import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.runtime.engine.LoadedModel;
import textmill.runtime.model.ModelInput;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.tokenize.TokenizeException;
import textmill.runtime.tokenize.Tokens;

/**
 * Texts that show what a model does.
 *
 * @param text one of some words
 * @param other another one of as many tokens
 * @param shortest one of as few tokens as there can be
 * @param longest one of as many tokens as the model takes, or null if the files prove that it takes them
 * @param widths a few from short to long
 * @param masked the model is told what padding is
 */
record ProbeTexts(
        Text text, Text other, Text shortest, @Nullable Text longest, List<Text> widths, boolean masked) {
    private static final String TEXT = "A text of some words.";
    private static final String OTHER = "Quite another one, which is no shorter than the first.";

    private static final List<Integer> WIDTHS = List.of(8, 20, 32, 64, 128, 256, 512);

    /** A run takes time and memory that grow with the square of its tokens. */
    private static final int MOST_TRIED = 1_024;

    /** A text and the first tokens of it. */
    record Text(String text, Tokens tokens) {
        static Text of(LoadedModel model, String text) {
            Tokens tokens = model.tokenizer().tokenize(text, true);
            return new Text(text, tokens.cut(model.spec().tokenizer().maxTokens()));
        }

        Text cut(int length) {
            return new Text(text, tokens.cut(length));
        }
    }

    static ProbeTexts of(LoadedModel model) {
        ModelSpec spec = model.spec();
        Text text = Text.of(model, TEXT);
        Text other = Text.of(model, OTHER);
        int length = Math.min(text.tokens.length(), other.tokens.length());
        boolean masked = spec.onnx().inputs().has(ModelInput.Role.ATTENTION_MASK);
        return new ProbeTexts(
                text.cut(length), other.cut(length), shortest(model), longest(model), widths(model), masked);
    }

    private static List<Text> widths(LoadedModel model) {
        int limit = model.spec().tokenizer().maxTokens();
        Text all = Text.of(model, (TEXT + " ").repeat(Math.min(limit, MOST_TRIED)));
        return WIDTHS.stream().filter(width -> width <= limit).map(all::cut).toList();
    }

    private static Text shortest(LoadedModel model) {
        try {
            return Text.of(model, "");
        } catch (TokenizeException e) {
            // Without special tokens an empty text has none, and nothing to run.
            return Text.of(model, "a");
        }
    }

    private static @Nullable Text longest(LoadedModel model) {
        int limit = model.spec().tokenizer().maxTokens();
        if (limit > MOST_TRIED || model.spec().provesLimit()) {
            return null;
        }
        return Text.of(model, (TEXT + " ").repeat(limit));
    }
}
