package textmill.cli;

import java.nio.file.Path;
import java.util.List;

/** Random models of a few kilobytes, one for each task. */
final class TinyModels {
    private static final Path DIRECTORY = Path.of("..", "model-runtime", "src", "test", "resources", "tiny");

    static final String EMBEDDING = DIRECTORY.resolve("tiny-bert").toString();
    static final String EMBEDDING_INT8 = DIRECTORY.resolve("tiny-bert-int8").toString();
    static final String CLASSIFICATION = DIRECTORY.resolve("tiny-roberta").toString();
    static final String REPLACED_TOKENS = DIRECTORY.resolve("tiny-electra").toString();

    private TinyModels() {}

    /** Options for the demo. */
    static List<String> demoOptions() {
        return List.of(
                "--embedding-model", EMBEDDING,
                "--classification-model", CLASSIFICATION,
                "--replaced-tokens-model", REPLACED_TOKENS,
                "--port", "0",
                "--registry-port", "0");
    }
}
