package textmill.topology.console;

import java.util.Map;
import textmill.topology.config.ConsoleKeys.Texts;

/**
 * What a console may show, and what it tells people to type.
 *
 * @param texts how much of the texts of each pipeline, by its name
 * @param bootstrapServers where the brokers are, for commands
 */
public record ConsoleSettings(Map<String, Texts> texts, String bootstrapServers) {
    /** Copies the map. */
    public ConsoleSettings {
        texts = Map.copyOf(texts);
    }

    Texts textsOf(String pipeline) {
        return texts.getOrDefault(pipeline, Texts.NONE);
    }
}
