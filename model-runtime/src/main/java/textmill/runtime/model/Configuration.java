package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the configuration files of a model say, and what its user says.
 *
 * @param config content of {@code config.json}
 * @param layout modules of a sentence encoder
 * @param stated what the user said, and where the user said nothing the section {@code textmill} of {@code config.json}
 * @param sha256 hash over the configuration files
 */
public record Configuration(JsonNode config, SentenceLayout layout, Statements stated, String sha256) {}
