package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Where rows that are shorter than their batch are filled up. */
public enum PaddingSide {
    /** In front of the text. */
    LEFT,
    /** Behind the text. */
    RIGHT;

    /** Families whose tokenizers pad on the left unless told otherwise: their summary is the last token of a row. */
    private static final String PADS_LEFT = "xlnet";

    /** What {@code padding_side} of {@code tokenizer_config.json} says, else what the family does. */
    static PaddingSide of(JsonNode tokenizerConfig, String family) {
        return switch (tokenizerConfig.path("padding_side").asText("").toLowerCase(Locale.ROOT)) {
            case "left" -> LEFT;
            case "right" -> RIGHT;
            default -> family.equals(PADS_LEFT) ? LEFT : RIGHT;
        };
    }
}
