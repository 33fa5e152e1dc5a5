package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the sentence-transformers library's CrossEncoder does to the logits of a model, as its files say. */
final class CrossEncoderActivation {
    private static final String KEY = "activation_fn";
    private static final String SECTION = "sentence_transformers";

    /** What versions before 4 wrote. */
    private static final String OLD_KEY = "sbert_ce_default_activation_function";

    /** The library itself takes no function from elsewhere unless it is told to trust the model's code. */
    private static final String TORCH = "torch.nn.";

    private CrossEncoderActivation() {}

    /**
     * Reads it.
     *
     * @param file that {@code config} was read from
     * @return null if no file names any
     * @throws ModelException for a function that is not known here
     */
    static @Nullable LogitActivation read(SentenceLayout layout, JsonNode config, Path file) {
        ModelFiles top = layout.files();
        JsonNode saved = top.optionalJson(SentenceLayout.SETTINGS, "the sentence encoder's settings")
                .path(KEY);
        if (isSaid(saved)) {
            return parse(saved, top.path(SentenceLayout.SETTINGS), KEY);
        }
        JsonNode written = config.path(SECTION).path(KEY);
        if (isSaid(written)) {
            return parse(written, file, SECTION + "." + KEY);
        }
        JsonNode old = config.path(OLD_KEY);
        return isSaid(old) ? parse(old, file, OLD_KEY) : null;
    }

    private static boolean isSaid(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }

    private static LogitActivation parse(JsonNode value, Path file, String key) {
        String name = value.asText();
        String simple = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (name.startsWith(TORCH)) {
            switch (simple) {
                case "identity" -> {
                    return LogitActivation.NONE;
                }
                case "sigmoid" -> {
                    return LogitActivation.SIGMOID;
                }
                case "softmax" -> {
                    return LogitActivation.SOFTMAX;
                }
                default -> {
                    // Said below.
                }
            }
        }
        throw new ModelException(
                file,
                key + " of torch.nn's Identity, Sigmoid or Softmax",
                value.toString(),
                "state the activation instead (softmax, sigmoid, none), or apply your own function to the model's number");
    }
}
