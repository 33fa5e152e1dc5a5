package textmill.runtime.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Raises what attention's mask adds to the scores of padding from the lowest number there is to {@value #FLOOR}. ONNX Runtime's
 * {@code Softmax} computes e to the power of at least -88.4 for each place, which is no normal number any more, and processors
 * take some hundred cycles for every operation with such a one: with a tenth of the places masked it takes three times as
 * long. e to the power of {@value #FLOOR} is normal, and beside the 1 of the largest score nothing that a 32-bit sum could hold.
 *
 * <p>For graphs {@linkplain PaddingRemoval without padding} only. There the place of padding has the key and the value of the
 * text's first token, so its score is one that the text has anyway, lowered; also where keys change with their positions,
 * it would show only if it were 43 above the text's largest. In a padded graph a token of padding has a key of its own, of which
 * nothing is known.
 */
final class MaskFloor {
    /** Leaves 27 for how far the scores of a text lie apart until the number is not normal again. */
    static final float FLOOR = -60;

    private static final String FLOOR_NAME = "textmill/mask-floor";
    private static final Set<String> ARITHMETIC = Set.of("Add", "Sub", "Mul");

    /** What these give has the elements of their first input. */
    private static final Set<String> SHAPING =
            Set.of("Cast", "Expand", "Gather", "GatherND", "Identity", "Reshape", "Slice", "Squeeze", "Unsqueeze");

    private static final Set<String> BOOLEAN = Set.of("And", "Equal", "Greater", "Less", "Not", "Or");

    /** From an input of the model to what is added to scores. */
    private static final int MOST_STEPS = 30;

    private final List<GraphNode> nodes;
    private final Map<String, TensorHeader> initialisers;
    private final Set<String> inputs;
    private final Map<String, GraphNode> producers = new HashMap<>();

    /** Values that something else than {@code Softmax} reads. */
    private final Set<String> readElsewhere = new HashSet<>();

    private final Set<String> readBySoftmax = new HashSet<>();

    private MaskFloor(List<GraphNode> nodes, Map<String, TensorHeader> initialisers, Set<String> inputs) {
        this.nodes = nodes;
        this.initialisers = initialisers;
        this.inputs = inputs;
        for (GraphNode node : nodes) {
            node.outputs.forEach(output -> producers.put(output, node));
            (node.is("Softmax", 1) ? readBySoftmax : readElsewhere).addAll(node.inputs);
        }
    }

    /**
     * The operators of the same graph, whose masks go no lower.
     *
     * @param inputs of the model, among them the mask
     */
    static List<GraphNode> apply(List<GraphNode> nodes, Map<String, TensorHeader> initialisers, Set<String> inputs) {
        return new MaskFloor(nodes, initialisers, inputs).raised();
    }

    private List<GraphNode> raised() {
        List<GraphNode> result = new ArrayList<>();
        Set<String> done = new HashSet<>();
        for (GraphNode node : nodes) {
            List<String> masks = masks(node);
            for (String mask : masks) {
                if (done.isEmpty()) {
                    result.add(GraphNode.number(FLOOR_NAME, FLOOR));
                }
                if (done.add(mask)) {
                    result.add(GraphNode.onnx("Max", List.of(mask, FLOOR_NAME), raised(mask)));
                }
            }
            List<String> read = node.inputs.stream()
                    .map(input -> masks.contains(input) ? raised(input) : input)
                    .toList();
            result.add(masks.isEmpty() ? node : node.between(read, node.outputs));
        }
        return List.copyOf(result);
    }

    /** The one input of the addition that is a mask, if it adds one to scores. */
    private List<String> masks(GraphNode node) {
        boolean scores =
                node.is("Add", 2) && readBySoftmax.contains(node.output()) && !readElsewhere.contains(node.output());
        List<String> masks = scores
                ? node.inputs.stream()
                        .filter(input -> isMask(input, MOST_STEPS))
                        .toList()
                : List.of();
        return masks.size() == 1 ? masks : List.of();
    }

    /** Made of single numbers, a truth and the model's inputs alone: the same for all tokens that the mask shows. */
    private boolean isMask(String value, int steps) {
        TensorHeader tensor = initialisers.get(value);
        GraphNode node = producers.get(value);
        if (node == null || steps == 0) {
            return tensor != null ? tensor.scalar() != null : inputs.contains(value);
        }
        if (node.is("Where", 3)) {
            return isMask(node.inputs.get(1), steps - 1) && isMask(node.inputs.get(2), steps - 1);
        }
        if (ARITHMETIC.contains(node.operator())) {
            return node.inputs.stream().allMatch(input -> isMask(input, steps - 1));
        }
        return SHAPING.contains(node.operator())
                ? isMask(node.inputs.get(0), steps - 1)
                : BOOLEAN.contains(node.operator()) || node.constant() != null;
    }

    private static String raised(String mask) {
        return mask + "/raised";
    }
}
