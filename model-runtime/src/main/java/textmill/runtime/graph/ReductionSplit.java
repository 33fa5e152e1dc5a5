package textmill.runtime.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes apart the reductions whose axes OpenVINO 2026.4 does not read in models of opset 13 to 17, where they are an attribute
 * of these operators and an input of others: {@code ReduceLogSumExp}, {@code ReduceLogSum} and {@code ReduceL1} become sums
 * over the whole tensor, of all texts of a batch. Their parts are computed as they should be.
 */
final class ReductionSplit {
    private static final long FIRST_OPSET = 13;
    private static final long LAST_OPSET = 17;

    private ReductionSplit() {}

    /** The operators of the same graph. */
    static List<GraphNode> apply(List<GraphNode> nodes, long opset) {
        if (opset < FIRST_OPSET || opset > LAST_OPSET) {
            return nodes;
        }
        List<GraphNode> result = new ArrayList<>(nodes.size());
        for (GraphNode node : nodes) {
            List<Long> axes = node.numbers("axes");
            if (axes.isEmpty()) {
                result.add(node);
            } else if (node.is("ReduceLogSumExp", 1)) {
                logSumExp(node, axes, result);
            } else if (node.is("ReduceLogSum", 1)) {
                String sum = node.output() + "/sum";
                sum(node.inputs.get(0), axes, keepsDimensions(node), sum, result);
                result.add(GraphNode.onnx("Log", List.of(sum), node.output()));
            } else if (node.is("ReduceL1", 1)) {
                String sizes = node.output() + "/sizes";
                result.add(GraphNode.onnx("Abs", node.inputs, sizes));
                sum(sizes, axes, keepsDimensions(node), node.output(), result);
            } else {
                result.add(node);
            }
        }
        return result;
    }

    /** Without the largest element no exponential overflows. */
    private static void logSumExp(GraphNode node, List<Long> axes, List<GraphNode> result) {
        String input = node.inputs.get(0);
        String name = node.output();
        result.add(GraphNode.reduceMax(input, axes, name + "/largest"));
        result.add(GraphNode.onnx("Sub", List.of(input, name + "/largest"), name + "/below"));
        result.add(GraphNode.onnx("Exp", List.of(name + "/below"), name + "/powers"));
        sum(name + "/powers", axes, true, name + "/sum", result);
        result.add(GraphNode.onnx("Log", List.of(name + "/sum"), name + "/log"));
        boolean keeps = keepsDimensions(node);
        String whole = keeps ? name : name + "/whole";
        result.add(GraphNode.onnx("Add", List.of(name + "/log", name + "/largest"), whole));
        if (!keeps) {
            result.add(GraphNode.onnx("Squeeze", List.of(whole, name + "/sum/axes"), name));
        }
    }

    private static void sum(String input, List<Long> axes, boolean keeps, String output, List<GraphNode> result) {
        result.add(GraphNode.constant(output + "/axes", axes));
        result.add(GraphNode.reduceSum(List.of(input, output + "/axes"), keeps, output));
    }

    private static boolean keepsDimensions(GraphNode node) {
        return node.has("keepdims", 1, true);
    }
}
