package textmill.runtime.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values of a graph that are known to have a shape {@code [batch, seq, …]}: tables of vectors looked up by an input of the
 * model; what operators on single tokens make of such values; what {@code SkipLayerNormalization}, whose two values have one
 * shape, adds to one, back to the input of its projection; and what {@code Attention} makes of one.
 */
final class HiddenValues {
    private static final String SKIP_LAYER_NORM = GraphNode.RUNTIME_DOMAIN + ":SkipLayerNormalization";
    private static final Set<String> UNARY = Set.of(
            "Gelu",
            "Erf",
            "Tanh",
            "Relu",
            "Sigmoid",
            "Sqrt",
            "Identity",
            "Cast",
            GraphNode.RUNTIME_DOMAIN + ":Gelu",
            GraphNode.RUNTIME_DOMAIN + ":FastGelu",
            GraphNode.RUNTIME_DOMAIN + ":QuickGelu");
    private static final Set<String> BINARY = Set.of("Add", "Sub", "Mul", "Div", "Pow");

    /** From a table of integers to what is added. */
    private static final int MOST_STEPS = 3;

    private final Map<String, TensorHeader> initialisers;
    private final Set<String> inputs;
    private final Map<String, GraphNode> producers = new HashMap<>();
    private final Set<String> hidden = new HashSet<>();

    /**
     * Finds them.
     *
     * @param inputs of the graph: those that tables are looked up by are {@code [batch, seq]}
     * @param given an input {@code [batch, seq, hidden]}, or null
     */
    HiddenValues(
            List<GraphNode> nodes, Map<String, TensorHeader> initialisers, Set<String> inputs, @Nullable String given) {
        this.initialisers = initialisers;
        this.inputs = inputs;
        for (GraphNode node : nodes) {
            node.outputs.forEach(output -> producers.put(output, node));
        }
        if (given != null) {
            hidden.add(given);
        }
        nodes.forEach(this::learn);
    }

    /** True if the value is one of them. */
    boolean contains(String value) {
        return hidden.contains(value);
    }

    private void learn(GraphNode node) {
        List<String> in = node.inputs;
        if (isSkipLayerNorm(node)) {
            if (hidden.contains(in.get(0)) || hidden.contains(in.get(1))) {
                learnProjection(in.get(0));
                learnProjection(in.get(1));
                hidden.addAll(written(node));
            }
        } else if (isLookup(node)
                ? isInput(in.get(1))
                : isByToken(node) || isPlusPositions(node) || isPartedAttention(node)) {
            hidden.add(node.output());
        }
    }

    /** Whether it is attention between the tokens of a value of that shape, and can be taken apart. */
    boolean isPartedAttention(GraphNode node) {
        return PartedAttention.takes(node, initialisers)
                && hidden.contains(node.inputs.get(0))
                && isInput(node.inputs.get(3));
    }

    /** A value of that shape, and the values before it as far as they are projected or have a bias added. */
    private void learnProjection(String value) {
        GraphNode node = hidden.add(value) ? producers.get(value) : null;
        if (node == null) {
            return;
        }
        if (node.is("MatMul", 2) && isMatrix(node.inputs.get(1))) {
            hidden.add(node.inputs.get(0));
        } else if (node.is("Add", 2)) {
            node.inputs.stream()
                    .filter(this::isVector)
                    .findFirst()
                    .ifPresent(bias -> learnProjection(node.inputBeside(bias)));
        }
    }

    /** Whether each token's result is that of the same token, of values of a known shape and constants. */
    boolean isByToken(GraphNode node) {
        List<String> in = node.inputs;
        if (node.outputs.size() != 1 || in.isEmpty()) {
            return false;
        }
        boolean first = hidden.contains(in.get(0));
        return switch (node.operator()) {
            case "MatMul" -> first && isMatrix(in.get(1));
            case "LayerNormalization" ->
                first && node.has("axis", -1, true) && in.stream().skip(1).allMatch(this::isVector);
            case "ReduceMean" ->
                first && in.size() == 1 && node.has("axes", -1, false) && node.has("keepdims", 1, true);
            default ->
                UNARY.contains(node.operator())
                        ? first && in.stream().skip(1).allMatch(this::isVector)
                        : BINARY.contains(node.operator())
                                && in.stream().anyMatch(hidden::contains)
                                && in.stream().allMatch(value -> hidden.contains(value) || isVector(value));
        };
    }

    /** Vectors by position are the same for every text, {@code [1, seq, hidden]}: the sum has the shape of what they are added to. */
    private boolean isPlusPositions(GraphNode node) {
        return node.is("Add", 2)
                && node.inputs.stream().anyMatch(hidden::contains)
                && node.inputs.stream().allMatch(value -> hidden.contains(value) || isOfTable(value, MOST_STEPS));
    }

    /** Some rows of a table, also of one of integers and their scales. */
    private boolean isOfTable(String value, int steps) {
        GraphNode node = producers.get(value);
        if (node == null || steps == 0) {
            return false;
        }
        boolean slice = node.is("Slice") && !node.inputs.isEmpty() && isTable(node.inputs.get(0));
        boolean scaled = (node.is("Mul", 2) || node.is("Cast", 1))
                && node.inputs.stream().allMatch(input -> isOfTable(input, steps - 1));
        return slice || scaled || isLookup(node);
    }

    /** One of the model's inputs, in whatever type. */
    private boolean isInput(String value) {
        GraphNode node = producers.get(value);
        return inputs.contains(value) || (node != null && node.is("Cast", 1) && inputs.contains(node.inputs.get(0)));
    }

    private boolean isLookup(GraphNode node) {
        return node.is("Gather", 2) && node.has("axis", 0, true) && isTable(node.inputs.get(0));
    }

    /** True if the operator normalises the sum of two values. */
    static boolean isSkipLayerNorm(GraphNode node) {
        return node.operator().equals(SKIP_LAYER_NORM) && node.inputs.size() > 2 && !node.outputs.isEmpty();
    }

    private boolean isTable(String value) {
        TensorHeader tensor = initialisers.get(value);
        return tensor != null && tensor.dims().length == 2;
    }

    private boolean isMatrix(String value) {
        return columns(value) > 0;
    }

    /** Of a constant matrix of 32-bit floats, also of one that is stored as integers and scales; 0 if it is something else. */
    long columns(String value) {
        TensorHeader tensor = initialisers.get(value);
        if (tensor != null) {
            return tensor.elementType() == OnnxGraph.FLOAT && isTable(value) ? tensor.dims()[1] : 0;
        }
        GraphNode scaled = producers.get(value);
        if (scaled == null || !scaled.is("Mul", 2) || !isTable(scaled.inputs.get(1))) {
            return 0;
        }
        GraphNode cast = producers.get(scaled.inputs.get(0));
        if (cast == null || !cast.is("Cast", 1) || !cast.has("to", OnnxGraph.FLOAT, false)) {
            return 0;
        }
        TensorHeader integers = initialisers.get(cast.inputs.get(0));
        return integers != null && integers.dims().length == 2 ? integers.dims()[1] : 0;
    }

    /** A constant of at most one dimension, the last. */
    private boolean isVector(String value) {
        TensorHeader tensor = initialisers.get(value);
        GraphNode constant = producers.get(value);
        return tensor != null ? tensor.dims().length <= 1 : constant != null && constant.constant() != null;
    }

    /** The outputs that the operator really has. */
    static List<String> written(GraphNode node) {
        return node.outputs.stream().filter(output -> !output.isEmpty()).toList();
    }
}
