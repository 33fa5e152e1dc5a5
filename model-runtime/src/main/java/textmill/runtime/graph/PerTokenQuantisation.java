package textmill.runtime.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gives every token a scale of its own where a dynamically quantised model has one for the whole batch, so that what
 * shares the batch no longer moves a text's result. It is also closer to the model before it was quantised: one large
 * number in one token no longer makes all others coarse.
 *
 * <p>{@code DynamicQuantizeLinear} becomes: each row over its last dimension in 127 steps on either side of zero, up to its
 * largest magnitude. The integer product and the rescaling behind it become one {@code MatMulIntegerToFloat}, times
 * the row's step. Integers add up exactly in any order, so a row's product does not depend on the rows beside it.
 *
 * <p>All or nothing: one product that keeps a scale of the whole batch would keep the dependence.
 */
final class PerTokenQuantisation {
    private static final int STEPS = 127;
    private static final int ZERO = 128;
    private static final int OPSET_WITH_AXES_AS_INPUT = 18;
    private static final int INT64 = 7;
    private static final int UINT8 = 2;
    private static final int INT8 = 3;
    private static final String PREFIX = "textmill/rows/";
    private static final String ONE = PREFIX + "one";
    private static final String SHARE = PREFIX + "share";
    private static final String MIDDLE = PREFIX + "middle";
    private static final String MIDDLES = PREFIX + "middles";
    private static final String LEAST = PREFIX + "least";
    private static final String LAST = PREFIX + "last";

    private final List<GraphNode> nodes;
    private final Map<String, TensorHeader> initialisers;
    private final Set<String> outputs;
    private final long opset;
    private final Map<String, List<GraphNode>> readers = new HashMap<>();
    private final Map<String, GraphNode> producers = new HashMap<>();
    private final IdentityHashMap<GraphNode, List<GraphNode>> replacements = new IdentityHashMap<>();

    /**
     * A quantised product and what turns its integers back.
     *
     * @param product {@code MatMulInteger}
     * @param decimal {@code Cast}
     * @param result {@code Mul} by both scales
     * @param scales {@code Mul} of both scales
     * @param weightScale name of the weights' scale
     * @param width length of a row that is multiplied
     */
    private record Product(
            GraphNode product, GraphNode decimal, GraphNode result, GraphNode scales, String weightScale, long width) {}

    PerTokenQuantisation(
            List<GraphNode> nodes, Map<String, TensorHeader> initialisers, Set<String> outputs, long opset) {
        this.nodes = nodes;
        this.initialisers = initialisers;
        this.outputs = outputs;
        this.opset = opset;
        for (GraphNode node : nodes) {
            node.outputs.forEach(output -> producers.put(output, node));
            node.inputs.forEach(input ->
                    readers.computeIfAbsent(input, name -> new ArrayList<>()).add(node));
        }
    }

    /** The operators of the same model, or null if it has no such products or one of them is unusual. */
    @Nullable
    List<GraphNode> apply() {
        boolean any = false;
        for (GraphNode node : nodes) {
            if (node.is("DynamicQuantizeLinear")) {
                if (!replace(node)) {
                    return null;
                }
                any = true;
            }
        }
        if (!any || nodes.stream().anyMatch(node -> node.is("MatMulInteger") && !replacements.containsKey(node))) {
            return null;
        }
        List<GraphNode> result = new ArrayList<>(constants());
        for (GraphNode node : nodes) {
            result.addAll(replacements.getOrDefault(node, List.of(node)));
        }
        return result;
    }

    private boolean replace(GraphNode quantise) {
        if (quantise.inputs.size() != 1
                || quantise.outputs.size() != 3
                || quantise.outputs.stream().anyMatch(outputs::contains)) {
            return false;
        }
        List<GraphNode> products = readers.getOrDefault(quantise.outputs.get(0), List.of());
        long width = 0;
        for (GraphNode node : products) {
            Product product = product(node, quantise);
            if (product == null) {
                return false;
            }
            width = product.width;
            replace(product, quantise);
        }
        int uses = products.size();
        replacements.put(quantise, quantised(quantise, width));
        return uses > 0
                && readers.getOrDefault(quantise.outputs.get(1), List.of()).size() == uses
                && readers.getOrDefault(quantise.outputs.get(2), List.of()).size() == uses;
    }

    private @Nullable Product product(GraphNode node, GraphNode quantise) {
        TensorHeader weights = node.is("MatMulInteger") ? weights(node, quantise) : null;
        if (weights == null) {
            return null;
        }
        GraphNode decimal = onlyReader(node.output(), "Cast");
        GraphNode result = decimal == null ? null : onlyReader(decimal.output(), "Mul");
        GraphNode scales =
                result == null || decimal == null ? null : producers.get(result.inputBeside(decimal.output()));
        if (decimal == null || result == null || scales == null || !scales.is("Mul", 2)) {
            return null;
        }
        String scale = quantise.outputs.get(1);
        String weightScale = scales.inputBeside(scale);
        boolean connected = scales.inputs.contains(scale)
                && initialisers.containsKey(weightScale)
                && onlyReader(scales.output(), "Mul") == result;
        return connected ? new Product(node, decimal, result, scales, weightScale, weights.dims()[0]) : null;
    }

    /** The matrix of 8-bit integers by which it multiplies what was quantised, or null. */
    private @Nullable TensorHeader weights(GraphNode node, GraphNode quantise) {
        if (node.inputs.size() < 3
                || node.outputs.size() != 1
                || !node.inputs.get(0).equals(quantise.outputs.get(0))
                || !node.inputs.get(2).equals(quantise.outputs.get(2))) {
            return null;
        }
        TensorHeader weights = initialisers.get(node.inputs.get(1));
        boolean matrix = weights != null
                && weights.dims().length == 2
                && (weights.elementType() == INT8 || weights.elementType() == UINT8);
        return matrix ? weights : null;
    }

    private @Nullable GraphNode onlyReader(String name, String operator) {
        List<GraphNode> all = readers.getOrDefault(name, List.of());
        return all.size() == 1 && all.get(0).is(operator) && !outputs.contains(name) ? all.get(0) : null;
    }

    private void replace(Product product, GraphNode quantise) {
        String whole = product.result.output() + "/row";
        List<String> inputs = new ArrayList<>(
                List.of(quantise.outputs.get(0), product.product.inputs.get(1), ONE, product.weightScale, MIDDLE));
        if (product.product.inputs.size() > 3) {
            inputs.add(product.product.inputs.get(3));
        }
        replacements.put(product.product, List.of(GraphNode.runtime("MatMulIntegerToFloat", inputs, whole)));
        replacements.put(product.decimal, List.of());
        replacements.put(product.scales, List.of());
        replacements.put(
                product.result,
                List.of(GraphNode.onnx("Mul", List.of(whole, step(quantise)), product.result.output())));
    }

    /** The rows as a matrix, whatever the shape around them, since only a matrix can have a step for each row. */
    private List<GraphNode> quantised(GraphNode quantise, long width) {
        String input = quantise.inputs.get(0);
        String output = quantise.outputs.get(0);
        UnaryOperator<String> name = part -> output + "/" + part;
        GraphNode reduce = opset < OPSET_WITH_AXES_AS_INPUT
                ? GraphNode.reduceMaxOverLast(name.apply("absolute"), name.apply("largest"))
                : GraphNode.onnx("ReduceMax", List.of(name.apply("absolute"), LAST), name.apply("largest"));
        return List.of(
                GraphNode.onnx("Abs", List.of(input), name.apply("absolute")),
                reduce,
                GraphNode.onnx("Mul", List.of(name.apply("largest"), SHARE), name.apply("share")),
                GraphNode.onnx("Max", List.of(name.apply("share"), LEAST), step(quantise)),
                GraphNode.onnx("Reshape", List.of(step(quantise), LAST), name.apply("steps")),
                GraphNode.onnx("Shape", List.of(name.apply("steps")), name.apply("count")),
                GraphNode.onnx("Expand", List.of(MIDDLES, name.apply("count")), name.apply("middles")),
                GraphNode.constant(name.apply("matrix"), INT64, integers(-1, width), 2),
                GraphNode.onnx("Reshape", List.of(input, name.apply("matrix")), name.apply("rows")),
                GraphNode.quantizeRows(
                        List.of(name.apply("rows"), name.apply("steps"), name.apply("middles")),
                        name.apply("quantised")),
                GraphNode.onnx("Shape", List.of(input), name.apply("shape")),
                GraphNode.onnx("Reshape", List.of(name.apply("quantised"), name.apply("shape")), output));
    }

    private static String step(GraphNode quantise) {
        return quantise.outputs.get(0) + "/step";
    }

    private static List<GraphNode> constants() {
        return List.of(
                GraphNode.constant(ONE, OnnxGraph.FLOAT, decimal(1f)),
                GraphNode.constant(SHARE, OnnxGraph.FLOAT, decimal(1f / STEPS)),
                GraphNode.constant(MIDDLE, UINT8, new byte[] {(byte) ZERO}),
                GraphNode.constant(MIDDLES, UINT8, new byte[] {(byte) ZERO}, 1),
                // A row of zeros stays one.
                GraphNode.constant(LEAST, OnnxGraph.FLOAT, decimal(Float.MIN_NORMAL)),
                GraphNode.constant(LAST, INT64, integers(-1), 1));
    }

    private static byte[] integers(long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asLongBuffer().put(values);
        return buffer.array();
    }

    private static byte[] decimal(float value) {
        return ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .array();
    }
}
