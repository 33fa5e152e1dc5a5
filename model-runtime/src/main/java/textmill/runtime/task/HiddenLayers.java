package textmill.runtime.task;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.runner.ModelOutputs;

/**
 * The vectors of a text's tokens: an output {@code [batch, seq, hidden]}, or the mean of several of one width, as hidden states
 * of neighbouring layers are taken together. Thread-safe.
 */
public final class HiddenLayers {
    /** Between the names of outputs. */
    public static final String BETWEEN = ",";

    private final String names;
    private final List<String> outputs;

    /** @param names of outputs, with commas between them */
    public HiddenLayers(String names) {
        this.names = names;
        this.outputs = outputs(names);
    }

    /** The names of outputs, one by one. */
    public static List<String> outputs(String names) {
        return Arrays.stream(names.split(BETWEEN)).map(String::strip).toList();
    }

    /** The names of outputs in one text. */
    public static String names(List<OnnxGraph.Value> layers) {
        return layers.stream().map(OnnxGraph.Value::name).collect(Collectors.joining(BETWEEN));
    }

    /**
     * Token vectors side by side.
     *
     * @param values row-major; not to be modified
     * @param from index of the first token's first number
     * @param width numbers of a token
     */
    public record Vectors(float[] values, int from, int width) {}

    /**
     * Those of one row.
     *
     * @throws UnexpectedShapeException if an output is not what the model's files promised
     */
    public Vectors of(Row row) {
        Vectors first = of(row, outputs.get(0));
        if (outputs.size() == 1) {
            return first;
        }
        int count = row.tokens().length() * first.width;
        float[] sums = Arrays.copyOfRange(first.values, first.from, first.from + count);
        for (String output : outputs.subList(1, outputs.size())) {
            Vectors layer = of(row, output);
            if (layer.width != first.width) {
                throw new UnexpectedShapeException(
                        output,
                        "[batch, seq, " + first.width + "]",
                        row.output(output).shape());
            }
            for (int i = 0; i < count; i++) {
                sums[i] += layer.values[layer.from + i];
            }
        }
        for (int i = 0; i < count; i++) {
            sums[i] /= outputs.size();
        }
        return new Vectors(sums, 0, first.width);
    }

    private static Vectors of(Row row, String output) {
        ModelOutputs.Tensor tensor = row.output(output);
        if (tensor.shape().length != 3 || !row.hasTokens(tensor)) {
            throw new UnexpectedShapeException(output, "[batch, seq, hidden]", tensor.shape());
        }
        return new Vectors(tensor.values(), row.from(tensor, 0), (int) tensor.shape()[2]);
    }

    @Override
    public String toString() {
        return names;
    }
}
