package textmill.topology.decode;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import textmill.topology.deadletter.Failure;

/** What the value of an input record turned out to be. */
public sealed interface Decoded {

    /**
     * A text.
     *
     * @param text any Java string, possibly empty
     * @param pair the second text, or null if there is none or none is looked for
     * @param prompt name of the prompt that the record asks for, or null
     * @param promptsByTask names of prompts for tasks that look for one elsewhere, by the tasks' names; empty for the usual one
     * @param key what tells its stream apart from others, or null if it names none or none is looked for
     * @param substituted what was not Unicode has been replaced by U+FFFD
     */
    record Text(
            String text,
            @Nullable String pair,
            @Nullable String prompt,
            Map<String, String> promptsByTask,
            @Nullable String key,
            boolean substituted)
            implements Decoded {
        /** Copies the map. */
        public Text {
            promptsByTask = Map.copyOf(promptsByTask);
        }

        /** A text of no key, with one prompt for all tasks. */
        public Text(String text, @Nullable String pair, @Nullable String prompt, boolean substituted) {
            this(text, pair, prompt, Map.of(), null, substituted);
        }

        /** A text and a second one. */
        public Text(String text, @Nullable String pair, boolean substituted) {
            this(text, pair, null, substituted);
        }

        /** A text by itself. */
        public Text(String text, boolean substituted) {
            this(text, null, substituted);
        }
    }

    /** The text field is there and null. */
    record NullText() implements Decoded {}

    /**
     * The value can never be read, however often it is tried.
     *
     * @param failure why
     */
    record Unreadable(Failure failure) implements Decoded {}
}
