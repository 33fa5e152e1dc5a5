package textmill.runtime.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives every token a scale of its own where a dynamically quantised model has one for the whole batch, so that what
 * shares the batch no longer moves a text's result. It is also closer to the model before it was quantised: one large
 * number in one token no longer makes all others coarse.
 *
 * <p>{@code DynamicQuantizeLinear} becomes: each row over its last dimension divided by its largest magnitude, in 127
 * steps on either side of zero. The integer product and the rescaling behind it become one
 * {@code MatMulIntegerToFloat}, times the row's magnitude. Integers add up exactly in any order, so a row's product does
 * not depend on the rows beside it.
 *
 * <p>All or nothing: one product that keeps a scale of the whole batch would keep the dependence.
 */
final class RowScales {
    private static final int STEPS = 127;
    private static final int ZERO = 128;
    private static final int OPSET_WITH_AXES_AS_INPUT = 18;
    private static final int INT64 = 7;
    private static final int UINT8 = 2;
    private static final int INT8 = 3;
    private static final String PREFIX = "textmill/rows/";
    private static final String STEP = PREFIX + "step";
    private static final String MIDDLE = PREFIX + "middle";
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
     */
    private record Product(
            GraphNode product, GraphNode decimal, GraphNode result, GraphNode scales, String weightScale) {}

    RowScales(List<GraphNode> nodes, Map<String, TensorHeader> initialisers, Set<String> outputs, long opset) {
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
        for (GraphNode node : products) {
            Product product = product(node, quantise);
            if (product == null) {
                return false;
            }
            replace(product, quantise);
        }
        int uses = products.size();
        replacements.put(quantise, quantised(quantise));
        return uses > 0
                && readers.getOrDefault(quantise.outputs.get(1), List.of()).size() == uses
                && readers.getOrDefault(quantise.outputs.get(2), List.of()).size() == uses;
    }

    private @Nullable Product product(GraphNode node, GraphNode quantise) {
        if (!node.is("MatMulInteger") || !isWeights(node, quantise)) {
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
        return connected ? new Product(node, decimal, result, scales, weightScale) : null;
    }

    private boolean isWeights(GraphNode node, GraphNode quantise) {
        if (node.inputs.size() < 3
                || node.outputs.size() != 1
                || !node.inputs.get(0).equals(quantise.outputs.get(0))
                || !node.inputs.get(2).equals(quantise.outputs.get(2))) {
            return false;
        }
        TensorHeader weights = initialisers.get(node.inputs.get(1));
        return weights != null
                && weights.dims().length == 2
                && (weights.elementType() == INT8 || weights.elementType() == UINT8);
    }

    private @Nullable GraphNode onlyReader(String name, String operator) {
        List<GraphNode> all = readers.getOrDefault(name, List.of());
        return all.size() == 1 && all.get(0).is(operator) && !outputs.contains(name) ? all.get(0) : null;
    }

    private void replace(Product product, GraphNode quantise) {
        String whole = product.result.output() + "/row";
        List<String> inputs = new ArrayList<>(
                List.of(quantise.outputs.get(0), product.product.inputs.get(1), STEP, product.weightScale, MIDDLE));
        if (product.product.inputs.size() > 3) {
            inputs.add(product.product.inputs.get(3));
        }
        replacements.put(product.product, List.of(GraphNode.runtime("MatMulIntegerToFloat", inputs, whole)));
        replacements.put(product.decimal, List.of());
        replacements.put(product.scales, List.of());
        replacements.put(
                product.result,
                List.of(GraphNode.onnx("Mul", List.of(whole, magnitude(quantise)), product.result.output())));
    }

    private List<GraphNode> quantised(GraphNode quantise) {
        String input = quantise.inputs.get(0);
        String output = quantise.outputs.get(0);
        String absolute = output + "/absolute";
        String largest = output + "/largest";
        String share = output + "/share";
        GraphNode reduce = opset < OPSET_WITH_AXES_AS_INPUT
                ? GraphNode.reduceMaxOverLast(absolute, largest)
                : GraphNode.onnx("ReduceMax", List.of(absolute, LAST), largest);
        return List.of(
                GraphNode.onnx("Abs", List.of(input), absolute),
                reduce,
                GraphNode.onnx("Max", List.of(largest, LEAST), magnitude(quantise)),
                GraphNode.onnx("Div", List.of(input, magnitude(quantise)), share),
                GraphNode.onnx("QuantizeLinear", List.of(share, STEP, MIDDLE), output));
    }

    private static String magnitude(GraphNode quantise) {
        return quantise.outputs.get(0) + "/magnitude";
    }

    private static List<GraphNode> constants() {
        return List.of(
                GraphNode.constant(STEP, OnnxGraph.FLOAT, bytes(1f / STEPS)),
                GraphNode.constant(MIDDLE, UINT8, new byte[] {(byte) ZERO}),
                // A row of zeros stays one.
                GraphNode.constant(LEAST, OnnxGraph.FLOAT, bytes(Float.MIN_NORMAL)),
                GraphNode.constant(LAST, INT64, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1}, 1));
    }

    private static byte[] bytes(float value) {
        return ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .array();
    }
}
