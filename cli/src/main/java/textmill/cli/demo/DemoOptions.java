package textmill.cli.demo;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import textmill.runtime.engine.EngineConfig;

/**
 * What the user asked the demo for.
 *
 * @param places ports and directory
 * @param models what computes
 * @param json print the summary as JSON, and no texts
 * @param exit end after the texts
 */
record DemoOptions(Places places, Models models, boolean json, boolean exit) {
    /**
     * Where things are; null leaves the choice to the demo.
     *
     * @param port of the broker, 0 for a free one
     * @param registryPort of the schema registry, 0 for a free one
     * @param dataDirectory of the broker
     */
    record Places(
            @Nullable Integer port,
            @Nullable Integer registryPort,
            @Nullable Path dataDirectory) {}

    /**
     * Names of bundled models, or directories.
     *
     * @param embedding for embeddings
     * @param classification for classifications
     * @param replacedTokens for replaced-token scores
     * @param engine what they run on, and how
     */
    record Models(String embedding, String classification, String replacedTokens, EngineConfig engine) {}
}
