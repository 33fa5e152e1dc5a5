package textmill.runtime.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Outputs {@code [batch, seq, width]} of which nobody wants more than the largest number of each column over a text's tokens:
 * that is found in the graph, where the numbers are, and a text's {@code [width]} is all that leaves it. Padding is left out by
 * the mask, as a product: a token's number that is below 0 does not count more than one that is 0.
 *
 * <p>The largest of some numbers is one of them, so a text's are the same bits whatever it is padded with. What is NaN stays
 * NaN: a token's first number less itself, in which an infinite or undefined hidden state always shows, is added.
 *
 * @param outputs of the graph
 * @param mask its input {@code [batch, seq]}, of any type, 1 for each token and 0 for padding
 */
public record LargestOverTokens(Set<String> outputs, String mask) {
    private static final long AXES_AS_INPUT_OF_UNSQUEEZE = 13;
    private static final long AXES_AS_INPUT_OF_REDUCE_MAX = 18;
    private static final long OLDEST_OPSET = 10;

    /** Copies the set. */
    public LargestOverTokens {
        outputs = Set.copyOf(outputs);
    }

    /** What the output's largest numbers are called, {@code [batch, width]}. */
    public static String of(String output) {
        return output + "/largest";
    }

    /** True if operators of that version can be added. */
    static boolean isPossible(long opset) {
        return opset >= OLDEST_OPSET;
    }

    /** The operators that find them, to be put behind all others. */
    List<GraphNode> nodes(long opset) {
        List<GraphNode> nodes = new ArrayList<>();
        String column = mask + "/column";
        nodes.add(GraphNode.cast(mask, mask + "/float", OnnxGraph.FLOAT));
        nodes.addAll(unsqueeze(mask + "/float", column, opset));
        for (String output : outputs) {
            String name = of(output);
            nodes.add(GraphNode.cast(output, name + "/float", OnnxGraph.FLOAT));
            nodes.add(GraphNode.onnx("Mul", List.of(name + "/float", column), name + "/masked"));
            nodes.addAll(largest(name + "/masked", name + "/all", opset));
            nodes.addAll(undefined(name, opset));
        }
        return nodes;
    }

    /** The number 0, or NaN where a token's first number is: for each text a row of one. */
    private static List<GraphNode> undefined(String name, long opset) {
        List<GraphNode> nodes = new ArrayList<>();
        nodes.add(GraphNode.constant(name + "/from", List.of(0L)));
        nodes.add(GraphNode.constant(name + "/to", List.of(1L)));
        nodes.add(GraphNode.constant(name + "/last", List.of(2L)));
        nodes.add(GraphNode.onnx(
                "Slice", List.of(name + "/masked", name + "/from", name + "/to", name + "/last"), name + "/first"));
        nodes.add(GraphNode.onnx("Sub", List.of(name + "/first", name + "/first"), name + "/nothing"));
        nodes.add(GraphNode.reduceOverTokens("ReduceMean", name + "/nothing", name + "/undefined", opset));
        if (opset >= AXES_AS_INPUT_OF_REDUCE_MAX) {
            nodes.add(0, GraphNode.constant(name + "/undefined/axes", List.of(1L)));
        }
        nodes.add(GraphNode.onnx("Add", List.of(name + "/all", name + "/undefined"), name));
        return nodes;
    }

    private static List<GraphNode> largest(String input, String output, long opset) {
        GraphNode node = GraphNode.reduceOverTokens("ReduceMax", input, output, opset);
        return opset >= AXES_AS_INPUT_OF_REDUCE_MAX
                ? List.of(GraphNode.constant(output + "/axes", List.of(1L)), node)
                : List.of(node);
    }

    private static List<GraphNode> unsqueeze(String input, String output, long opset) {
        return opset >= AXES_AS_INPUT_OF_UNSQUEEZE
                ? List.of(
                        GraphNode.constant(output + "/axes", List.of(2L)),
                        GraphNode.onnx("Unsqueeze", List.of(input, output + "/axes"), output))
                : List.of(GraphNode.unsqueeze(input, List.of(2L), output));
    }
}
