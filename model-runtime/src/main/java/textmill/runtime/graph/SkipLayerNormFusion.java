package textmill.runtime.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Joins the addition of a residual and the layer normalisation behind it into {@code SkipLayerNormalization}, one pass
 * over memory instead of several. ONNX Runtime does the same by itself only where it knows all shapes, which no graph
 * with free batch and length tells.
 *
 * <p>The joined operator takes two values of the same shape, checks that on every run and computes what the two operators
 * compute: it cannot be wrong, it can only refuse. What else it needs is checked here: normalisation over the last
 * dimension, 32-bit weights, and one of the two values from a projection (a matrix product with or without its bias), so
 * that the sums of embeddings, some of which are spread over the batch, stay as they are.
 */
final class SkipLayerNormFusion {
    private static final float ONNX_EPSILON = 1e-5f;

    private final List<GraphNode> nodes;
    private final Map<String, TensorHeader> initialisers;
    private final Map<String, GraphNode> producers = new HashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();

    /**
     * A normalisation, whatever it is made of.
     *
     * @param parts its operators; the last one gives its result
     * @param input what it normalises
     * @param inputUses how many of the operators read the input
     * @param gamma name of the scale
     * @param beta name of the shift
     */
    private record Norm(List<GraphNode> parts, String input, int inputUses, String gamma, String beta, float epsilon) {
        String output() {
            return parts.get(parts.size() - 1).output();
        }
    }

    SkipLayerNormFusion(List<GraphNode> nodes, Map<String, TensorHeader> initialisers, Set<String> outputs) {
        this.nodes = nodes;
        this.initialisers = initialisers;
        for (GraphNode node : nodes) {
            node.outputs.forEach(output -> producers.put(output, node));
            node.inputs.forEach(input -> uses.merge(input, 1, Integer::sum));
        }
        outputs.forEach(output -> uses.merge(output, 1, Integer::sum));
    }

    /** The operators of the same graph, fewer if anything could be joined. */
    List<GraphNode> apply() {
        Set<GraphNode> gone = Collections.newSetFromMap(new IdentityHashMap<>());
        IdentityHashMap<GraphNode, GraphNode> joined = new IdentityHashMap<>();
        for (GraphNode node : nodes) {
            Norm norm = norm(node);
            GraphNode sum = norm == null ? null : residual(norm.input);
            if (norm != null && sum != null && !joined.containsKey(sum)) {
                // In the place of the addition: whoever reads the sum comes after it.
                joined.put(sum, join(sum, norm));
                gone.addAll(norm.parts);
            }
        }
        List<GraphNode> result = new ArrayList<>();
        for (GraphNode node : nodes) {
            if (!gone.contains(node)) {
                result.add(joined.getOrDefault(node, node));
            }
        }
        return result;
    }

    private GraphNode join(GraphNode sum, Norm norm) {
        String input = isProjection(sum.inputs.get(0)) ? sum.inputs.get(0) : sum.inputs.get(1);
        boolean wanted = uses.getOrDefault(norm.input, 0) > norm.inputUses;
        return GraphNode.skipLayerNormalization(
                List.of(input, sum.inputBeside(input), norm.gamma, norm.beta),
                norm.output(),
                wanted ? norm.input : null,
                norm.epsilon);
    }

    private @Nullable GraphNode residual(String name) {
        GraphNode sum = producers.get(name);
        if (sum == null
                || !sum.is("Add", 2)
                || initialisers.containsKey(sum.inputs.get(0))
                || initialisers.containsKey(sum.inputs.get(1))) {
            return null;
        }
        return isProjection(sum.inputs.get(0)) || isProjection(sum.inputs.get(1)) ? sum : null;
    }

    private boolean isProjection(String name) {
        GraphNode node = producers.get(name);
        if (node == null) {
            return false;
        }
        boolean biased = node.is("Add", 2) && (isVector(node.inputs.get(0)) || isVector(node.inputs.get(1)));
        return biased || node.is("MatMul", 2);
    }

    private boolean isVector(String name) {
        TensorHeader tensor = initialisers.get(name);
        return tensor != null && tensor.isFloatVector();
    }

    private @Nullable Norm norm(GraphNode last) {
        if (last.is("LayerNormalization", 3)
                && last.has("axis", -1, true)
                && last.has("stash_type", 1, true)
                && areWeights(last.inputs.get(1), last.inputs.get(2))) {
            return new Norm(
                    List.of(last),
                    last.inputs.get(0),
                    1,
                    last.inputs.get(1),
                    last.inputs.get(2),
                    last.decimal("epsilon", ONNX_EPSILON));
        }
        return last.is("Add", 2) ? spelledOut(last) : null;
    }

    /**
     * As exporters wrote it before ONNX had the operator, from the last operation to the first: {@code d = x - mean(x)};
     * {@code d / sqrt(mean(d ^ 2) + epsilon) * gamma + beta}.
     */
    private @Nullable Norm spelledOut(GraphNode shift) {
        GraphNode scale = behind(shift, "Mul", 2);
        GraphNode quotient = scale == null ? null : behind(scale, "Div", 2);
        if (scale == null || quotient == null) {
            return null;
        }
        String gamma = scale.inputBeside(quotient.output());
        String beta = shift.inputBeside(scale.output());
        Norm unscaled = unscaled(quotient);
        if (unscaled == null || !areWeights(gamma, beta)) {
            return null;
        }
        List<GraphNode> parts = new ArrayList<>(unscaled.parts);
        parts.add(scale);
        parts.add(shift);
        return new Norm(List.copyOf(parts), unscaled.input, 2, gamma, beta, unscaled.epsilon);
    }

    private @Nullable Norm unscaled(GraphNode quotient) {
        GraphNode root = only(quotient.inputs.get(1), "Sqrt", 1);
        GraphNode padded = root == null ? null : only(root.inputs.get(0), "Add", 2);
        GraphNode variance = padded == null ? null : behind(padded, "ReduceMean", 1);
        GraphNode square = variance == null ? null : only(variance.inputs.get(0), "Pow", 2);
        GraphNode centred = square == null ? null : producers.get(square.inputs.get(0));
        GraphNode mean = centred == null || !centred.is("Sub", 2) ? null : only(centred.inputs.get(1), "ReduceMean", 1);
        if (root == null || padded == null || variance == null || square == null || centred == null || mean == null) {
            return null;
        }
        String deviation = centred.output();
        String input = mean.inputs.get(0);
        Float exponent = number(square.inputs.get(1));
        Float epsilon = number(padded.inputBeside(variance.output()));
        boolean connected = quotient.inputs.get(0).equals(deviation)
                && uses.getOrDefault(deviation, 0) == 2
                && centred.inputs.get(0).equals(input);
        if (!connected || !overLast(mean) || !overLast(variance) || exponent == null || exponent != 2) {
            return null;
        }
        List<GraphNode> parts = List.of(mean, centred, square, variance, padded, root, quotient);
        return epsilon == null ? null : new Norm(parts, input, 2, "", "", epsilon);
    }

    /** The operator that gives one of a node's two inputs and that nobody else reads, or null. */
    private @Nullable GraphNode behind(GraphNode node, String operator, int inputCount) {
        GraphNode first = only(node.inputs.get(0), operator, inputCount);
        return first != null ? first : only(node.inputs.get(1), operator, inputCount);
    }

    private @Nullable GraphNode only(String name, String operator, int inputCount) {
        GraphNode node = producers.get(name);
        boolean alone = node != null && node.is(operator, inputCount) && uses.getOrDefault(name, 0) == 1;
        return alone ? node : null;
    }

    private static boolean overLast(GraphNode mean) {
        return mean.has("axes", -1, false) && mean.has("keepdims", 1, true);
    }

    private @Nullable Float number(String name) {
        TensorHeader tensor = initialisers.get(name);
        GraphNode constant = producers.get(name);
        return tensor != null ? tensor.scalar() : constant != null ? constant.constant() : null;
    }

    private boolean areWeights(String gamma, String beta) {
        TensorHeader scale = initialisers.get(gamma);
        TensorHeader shift = initialisers.get(beta);
        return scale != null
                && shift != null
                && scale.isFloatVector()
                && shift.isFloatVector()
                && scale.dims()[0] == shift.dims()[0];
    }
}
