package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.runtime.graph.OnnxGraph;

/**
 * A model directory that was read and whose files fit together. What is computed with it, a task says.
 *
 * @param name of the directory, unless given
 * @param files the directory's files
 * @param configuration what its configuration files and its user say
 * @param onnx the model file
 * @param graph what the model file declares
 * @param tokenizer the tokenizer
 */
public record ModelSpec(
        String name,
        ModelFiles files,
        Configuration configuration,
        OnnxFile onnx,
        OnnxGraph graph,
        TokenizerFile tokenizer) {

    /**
     * Reads and validates a model directory in the Hugging Face layout.
     *
     * @throws ModelException if anything in it cannot be used
     */
    public static ModelSpec read(Path directory) {
        return read(directory, ModelOptions.none());
    }

    /**
     * Reads and validates a model directory in the Hugging Face layout.
     *
     * @throws ModelException if anything in it cannot be used
     */
    public static ModelSpec read(Path directory, ModelOptions options) {
        return new ModelDirectory(directory, options).read();
    }

    /** Where it was read. */
    public Path directory() {
        return files.top();
    }

    /** Content of {@code config.json}. */
    public JsonNode config() {
        return configuration.config();
    }

    /** Modules of a sentence encoder. */
    public SentenceLayout layout() {
        return configuration.layout();
    }

    /** What is stated instead of left to the files. */
    public Statements stated() {
        return configuration.stated();
    }

    /** The file that {@link #config} was read from, for messages. */
    public Path configFile() {
        return files.path(ModelDirectory.CONFIG);
    }

    /** True if the model file shows that a text of the most tokens can be computed. */
    public boolean provesLimit() {
        return graph.positionRows() > 0
                && PositionNumbers.isKnown(config().path("model_type").asText());
    }

    /**
     * What a cross-encoder's files say is done to its logits, {@code [batch, labels]}; null if they say nothing.
     *
     * @throws ModelException for a function that is not known here
     */
    public @Nullable LogitActivation crossEncoderActivation() {
        return CrossEncoderActivation.read(layout(), config(), configFile());
    }

    /** What is known to be wrong with graphs of its family though they run, a line each. */
    public List<String> warnings() {
        return ExportFaults.of(config().path("model_type").asText());
    }

    /** What quantising cost; no measures where its files do not say. */
    public Quality quality() {
        return Quality.of(files, onnx);
    }

    /** Where its rows are filled up. */
    public PaddingSide paddingSide() {
        return tokenizer.settings().padding();
    }

    /** How the positions of its tokens are numbered. */
    public PositionNumbers positionNumbers() {
        return PositionNumbers.of(config().path("model_type").asText());
    }

    /** The first of {@code architectures}, a class of the transformers library; empty if there is none. */
    public String architecture() {
        return config().path("architectures").path(0).asText("");
    }

    /**
     * The names in {@code id2label} by class index; empty if there are none.
     *
     * @throws ModelException if they are not numbered from 0 without gaps
     */
    public List<String> labels() {
        JsonNode names = config().path("id2label");
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            JsonNode name = names.path(String.valueOf(i));
            if (!name.isTextual()) {
                throw new ModelException(
                        configFile(),
                        "id2label with the keys 0 to " + (names.size() - 1),
                        "no key " + i,
                        "number the labels without gaps");
            }
            if (labels.contains(name.asText())) {
                throw new ModelException(
                        configFile(),
                        "id2label with a name of its own for each label",
                        "'" + name.asText() + "' twice",
                        "correct it, or state the labels");
            }
            labels.add(name.asText());
        }
        return labels;
    }
}
