package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a sentence encoder wants in front of its texts, from {@code config_sentence_transformers.json}.
 *
 * @param file that file, for messages
 * @param byName prompts by name
 * @param defaultName the one that every text gets unless another is asked for, or null for none
 * @param sides texts are documents or queries: both names are known even where there is no prompt for them
 */
public record Prompts(
        Path file, Map<String, String> byName, @Nullable String defaultName, boolean sides) {
    private static final Pattern NAME = Pattern.compile("[\\p{Alnum}_.-]+");

    /**
     * Reads the file.
     *
     * @throws ModelException if it does not fit
     */
    public static Prompts read(SentenceLayout layout) {
        ModelFiles files = layout.files();
        JsonNode config = files.optionalJson(SentenceLayout.SETTINGS, "the sentence encoder's settings");
        Path file = files.path(SentenceLayout.SETTINGS);
        Map<String, String> prompts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> prompt : config.path("prompts").properties()) {
            if (!prompt.getValue().isTextual()) {
                throw new ModelException(
                        file,
                        "prompts that are texts",
                        prompt.getKey() + ": " + prompt.getValue().getNodeType(),
                        "correct it");
            }
            prompts.put(prompt.getKey(), prompt.getValue().asText());
        }
        JsonNode name = config.path("default_prompt_name");
        String chosen = name.isTextual() ? name.asText() : null;
        if (chosen != null && !prompts.containsKey(chosen)) {
            throw new ModelException(
                    file, "default_prompt_name among " + prompts.keySet(), "'" + chosen + "'", "correct it");
        }
        boolean sides = layout.isMultiVector();
        if (sides && chosen == null) {
            // A model that has a way for documents and one for queries has none for texts that are neither.
            chosen = SearchSide.DOCUMENT_PROMPTS.stream()
                    .filter(prompts::containsKey)
                    .findFirst()
                    .orElse(null);
        }
        return new Prompts(file, prompts, chosen, sides);
    }

    /**
     * The text to put in front.
     *
     * @param stated name of a prompt, or the text itself; null for what the files say
     * @throws ModelException if it looks like a name, and there are prompts but none of that name
     */
    public String choose(@Nullable String stated) {
        if (stated == null) {
            return defaultName == null ? "" : byName.getOrDefault(defaultName, "");
        }
        String named = byName.get(stated);
        if (named != null) {
            return named;
        }
        if (sides && (stated.equals(SearchSide.QUERY) || stated.equals(SearchSide.DOCUMENT))) {
            return "";
        }
        Set<String> names = byName.keySet();
        if (!names.isEmpty() && NAME.matcher(stated).matches()) {
            throw new ModelException(
                    file,
                    "a prompt of these: " + String.join(", ", names),
                    "'" + stated + "'",
                    "name one of them, or give the text itself, which ends with a space or a colon");
        }
        return stated;
    }
}
