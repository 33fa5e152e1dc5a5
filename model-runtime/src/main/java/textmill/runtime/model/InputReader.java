package textmill.runtime.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import textmill.runtime.graph.OnnxGraph;

/** Says what each input of a graph is fed with, and refuses a graph that wants something else. */
final class InputReader {
    /** How exporters name what a decoder keeps from one run to the next. */
    private static final Pattern CACHE = Pattern.compile("past_?key.*|past\\b.*|past_\\d+|cache_.*|use_cache.*|mems.*");

    /** Numbers that a floating-point or boolean tensor cannot stand for. */
    private static final Set<ModelInput.Role> INTEGERS =
            EnumSet.of(ModelInput.Role.INPUT_IDS, ModelInput.Role.TOKEN_TYPE_IDS, ModelInput.Role.POSITION_IDS);

    private static final Set<ModelInput.Element> INTEGER_TYPES =
            EnumSet.of(ModelInput.Element.INT64, ModelInput.Element.INT32);

    private final Path file;
    private int rows = ModelInputs.FREE;
    private int width = ModelInputs.FREE;

    private InputReader(Path file) {
        this.file = file;
    }

    /**
     * Reads the inputs of a graph.
     *
     * @throws ModelException naming the first that cannot be fed
     */
    static ModelInputs read(Path file, OnnxGraph graph) {
        return new InputReader(file).read(graph.inputs());
    }

    private ModelInputs read(List<OnnxGraph.Value> values) {
        List<ModelInput> inputs = new ArrayList<>();
        for (OnnxGraph.Value value : values) {
            ModelInput.Role role = role(value);
            inputs.add(new ModelInput(value.name(), role, element(value, role), square(value, role)));
            shape(value, role);
        }
        ModelInputs all = new ModelInputs(inputs, rows, width);
        if (!all.has(ModelInput.Role.INPUT_IDS)) {
            throw new ModelException(
                    file,
                    "an input input_ids",
                    inputs.isEmpty() ? "no inputs" : "only " + String.join(", ", all.names()),
                    "export the encoder with its ids as an input");
        }
        if (width != ModelInputs.FREE && !all.has(ModelInput.Role.ATTENTION_MASK)) {
            throw new ModelException(
                    file,
                    "an input attention_mask, as every text is padded to the " + width + " tokens of this graph",
                    "only " + String.join(", ", all.names()),
                    "export the encoder with its mask as an input, or with a free length");
        }
        return all;
    }

    private ModelInput.Role role(OnnxGraph.Value value) {
        ModelInput.Role role = ModelInput.Role.of(value.name());
        if (role == null) {
            boolean cache = CACHE.matcher(value.name()).matches();
            throw new ModelException(
                    file,
                    "no inputs but " + ModelInput.Role.names(),
                    "input " + value,
                    cache
                            ? "export the model without its cache (use_cache=False; optimum: --task feature-extraction)"
                            : "export the model with a value for it inside of the graph");
        }
        return role;
    }

    private ModelInput.Element element(OnnxGraph.Value value, ModelInput.Role role) {
        ModelInput.Element element = ModelInput.Element.of(value.elementType());
        if (element == null || (INTEGERS.contains(role) && !INTEGER_TYPES.contains(element))) {
            throw new ModelException(
                    file,
                    "input " + value.name() + " of 64-bit or 32-bit integers",
                    "ONNX type " + value.elementType(),
                    "export the encoder with integer inputs");
        }
        return element;
    }

    private static boolean square(OnnxGraph.Value value, ModelInput.Role role) {
        return role == ModelInput.Role.ATTENTION_MASK && value.rank() == 3;
    }

    private void shape(OnnxGraph.Value value, ModelInput.Role role) {
        long[] shape = value.shape();
        if (shape == null) {
            return;
        }
        boolean square = square(value, role);
        if (shape.length != 2 && !square) {
            throw new ModelException(
                    file,
                    "input " + value.name() + " of shape [batch, seq]"
                            + (role == ModelInput.Role.ATTENTION_MASK ? " or [batch, from, to]" : ""),
                    value.dimensions(),
                    "export the encoder with inputs of two dimensions");
        }
        rows = agreed(rows, shape[0], value);
        width = agreed(width, shape[1], value);
        if (square) {
            width = agreed(width, shape[2], value);
        }
    }

    private int agreed(int known, long size, OnnxGraph.Value value) {
        if (size <= 0) {
            return known;
        }
        if (known != ModelInputs.FREE && known != size) {
            throw new ModelException(
                    file, "inputs of one shape", "another one, " + value, "export the encoder with dynamic axes");
        }
        return Math.toIntExact(size);
    }
}
