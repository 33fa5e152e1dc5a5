package textmill.runtime.text;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is submitted: a text, and what belongs to it. Equal inputs have equal results.
 *
 * @param text any Java string
 * @param pair a second text for tasks that read two (a hypothesis, a passage, a next sentence), or null
 * @param prompt name of the model's prompt that goes in front of the text, or null for the usual one
 * @param promptsByTask names of prompts for some tasks, by the task's name, in place of {@code prompt}; empty for the usual one
 */
public record TextInput(
        String text, @Nullable String pair, @Nullable String prompt, Map<String, String> promptsByTask) {
    /** Copies the map. */
    public TextInput {
        promptsByTask = Map.copyOf(promptsByTask);
    }

    /** A text with one prompt for all tasks. */
    public TextInput(String text, @Nullable String pair, @Nullable String prompt) {
        this(text, pair, prompt, Map.of());
    }

    /** A text by itself. */
    public static TextInput of(String text) {
        return new TextInput(text, null, null);
    }

    /** Two texts that are read together. */
    public static TextInput pair(String text, String pair) {
        return new TextInput(text, pair, null);
    }

    /** Another text with the same pair and prompt. */
    public TextInput withText(String other) {
        return new TextInput(other, pair, prompt, promptsByTask);
    }

    /** The same text with a pair, in place of the one that it may have. */
    public TextInput withPair(@Nullable String other) {
        return new TextInput(text, other, prompt, promptsByTask);
    }

    /** What one task gets: a text with one prompt. */
    public TextInput forTask(String task) {
        if (promptsByTask.isEmpty()) {
            return this;
        }
        String own = promptsByTask.getOrDefault(task, prompt == null ? "" : prompt);
        return new TextInput(text, pair, own.isEmpty() ? null : own);
    }

    /** UTF-16 code units of both texts. */
    public long characters() {
        return (long) text.length() + (pair == null ? 0 : pair.length());
    }
}
