package textmill.runtime.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelSpec;

/**
 * What a model of an engine is, as its files say.
 *
 * @param model its name
 * @param family {@code model_type} and the architecture, for example {@code bert, BertModel}
 * @param precision of its weights
 * @param inputs with their shapes, as the graph has them
 * @param outputs the same
 * @param tokens the most that it sees of a text, special ones included
 * @param card the file that describes it for people, if there is one
 */
public record ModelDescription(
        String model,
        String family,
        String precision,
        List<String> inputs,
        List<String> outputs,
        int tokens,
        Optional<Path> card) {
    private static final String CARD = "README.md";

    /** Copies the lists. */
    public ModelDescription {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    static ModelDescription of(ModelSpec spec) {
        String type = spec.config().path("model_type").asText("");
        String architecture = spec.architecture();
        Path card = spec.directory().resolve(CARD);
        return new ModelDescription(
                spec.name(),
                type.isEmpty() || architecture.isEmpty() ? type + architecture : type + ", " + architecture,
                spec.onnx().precision().toString(),
                names(spec.graph().inputs()),
                names(spec.graph().outputs()),
                spec.tokenizer().maxTokens(),
                Optional.of(card).filter(Files::isRegularFile));
    }

    private static List<String> names(List<OnnxGraph.Value> values) {
        return values.stream().map(OnnxGraph.Value::toString).toList();
    }
}
