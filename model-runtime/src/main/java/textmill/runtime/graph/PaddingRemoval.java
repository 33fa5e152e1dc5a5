package textmill.runtime.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps padding out of everything that looks at one token only: projections, activations, residual additions and
 * normalisations work on {@code [tokens, hidden]}, without the padding, and only what looks at several tokens, attention
 * above all, on {@code [batch, seq, hidden]}. A {@code Gather} leads from one form to the other. So a batch of texts of
 * several lengths costs little more than its tokens, and each text is computed as if it were alone. The idea is that of
 * ByteTransformer (Zhai et al., IPDPS 2023) and of ONNX Runtime's {@code RemovePadding}, which has no kernel for the CPU.
 *
 * <p>A value may change its form only where its shape is known to be {@code [batch, seq, …]}. Known are: tables of vectors looked
 * up by an input of the model; what operators on single tokens make of such values; and what
 * {@code SkipLayerNormalization}, whose two values have one shape, adds to one, back to the input of its projection. In
 * the place of padding attention sees the text's first token, finite like any other, behind the same mask.
 */
final class PaddingRemoval {
    /** Where each token is among rows times longest: an input {@code [tokens]} of 64-bit integers. */
    static final String TOKENS = "textmill/tokens";

    /** Which of the tokens is in each place: an input {@code [batch, seq]} of 64-bit integers. */
    static final String PLACES = "textmill/places";

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

    /** A score for each word of a vocabulary: putting them back in place would copy more than padding costs. */
    private static final long WIDE = 8_192;

    /** From a table of integers to what is added. */
    private static final int MOST_STEPS = 3;

    private final List<GraphNode> nodes;
    private final Map<String, TensorHeader> initialisers;
    private final Set<String> outputs;
    private final Map<String, GraphNode> producers = new HashMap<>();

    /** Values of a shape {@code [batch, seq, …]}. */
    private final Set<String> hidden = new HashSet<>();

    /** Those of them that are computed without padding. */
    private final Set<String> flat = new HashSet<>();

    private final Map<String, String> gathered = new HashMap<>();
    private final Map<String, String> spread = new HashMap<>();
    private final List<GraphNode> result = new ArrayList<>();

    private PaddingRemoval(List<GraphNode> nodes, Map<String, TensorHeader> initialisers, Set<String> outputs) {
        this.nodes = nodes;
        this.initialisers = initialisers;
        this.outputs = outputs;
        for (GraphNode node : nodes) {
            node.outputs.forEach(output -> producers.put(output, node));
        }
    }

    /**
     * The operators of the same graph, which takes {@link #TOKENS} and {@link #PLACES} too.
     *
     * @param inputs of the graph: those that tables are looked up by are {@code [batch, seq]}
     * @param hidden an input {@code [batch, seq, hidden]}, or null
     * @return null if no layer is found that could go without padding
     */
    static @Nullable List<GraphNode> apply(
            List<GraphNode> nodes,
            Map<String, TensorHeader> initialisers,
            Set<String> inputs,
            @Nullable String hidden,
            Set<String> outputs) {
        PaddingRemoval removal = new PaddingRemoval(nodes, initialisers, outputs);
        if (hidden != null) {
            removal.hidden.add(hidden);
        }
        nodes.forEach(node -> removal.learnShapes(node, inputs));
        boolean layers = false;
        for (GraphNode node : nodes) {
            layers |= removal.goesFlat(node) && isSkipLayerNorm(node);
        }
        return layers ? MaskFloor.apply(removal.rewritten(), initialisers, inputs) : null;
    }

    private void learnShapes(GraphNode node, Set<String> inputs) {
        List<String> in = node.inputs;
        if (isSkipLayerNorm(node)) {
            if (hidden.contains(in.get(0)) || hidden.contains(in.get(1))) {
                learnProjection(in.get(0));
                learnProjection(in.get(1));
                hidden.addAll(written(node));
            }
        } else if (isLookup(node) ? isInput(in.get(1), inputs) : isByToken(node, hidden) || isPlusPositions(node)) {
            hidden.add(node.output());
        }
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

    /** True if the operator now works without padding: a projection, and what follows it. */
    private boolean goesFlat(GraphNode node) {
        List<String> in = node.inputs;
        boolean goes;
        if (isSkipLayerNorm(node)) {
            goes = flat.contains(in.get(0)) || flat.contains(in.get(1));
        } else if (node.is("MatMul", 2)) {
            goes = isByToken(node, hidden) && columns(in.get(1)) <= WIDE;
        } else {
            goes = in.stream().anyMatch(flat::contains) && isByToken(node, hidden);
        }
        if (goes) {
            flat.addAll(written(node));
        }
        return goes;
    }

    /** Whether each token's result is that of the same token, of values of a known shape and constants. */
    private boolean isByToken(GraphNode node, Set<String> known) {
        List<String> in = node.inputs;
        if (node.outputs.size() != 1 || in.isEmpty()) {
            return false;
        }
        boolean first = known.contains(in.get(0));
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
                                && in.stream().anyMatch(known::contains)
                                && in.stream().allMatch(value -> known.contains(value) || isVector(value));
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
    private boolean isInput(String value, Set<String> inputs) {
        GraphNode node = producers.get(value);
        return inputs.contains(value) || (node != null && node.is("Cast", 1) && inputs.contains(node.inputs.get(0)));
    }

    private boolean isLookup(GraphNode node) {
        return node.is("Gather", 2) && node.has("axis", 0, true) && isTable(node.inputs.get(0));
    }

    private static boolean isSkipLayerNorm(GraphNode node) {
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
    private long columns(String value) {
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

    private static List<String> written(GraphNode node) {
        return node.outputs.stream().filter(output -> !output.isEmpty()).toList();
    }

    private List<GraphNode> rewritten() {
        for (GraphNode node : nodes) {
            boolean goesFlat = node.outputs.stream().anyMatch(flat::contains);
            List<String> inputs = node.inputs.stream()
                    .map(input -> goesFlat ? withoutPadding(input) : inPlace(input))
                    .toList();
            List<String> written = node.outputs.stream()
                    .map(output -> flat.contains(output) ? flatName(output) : output)
                    .toList();
            result.add(
                    node.inputs.equals(inputs) && node.outputs.equals(written) ? node : node.between(inputs, written));
        }
        outputs.forEach(this::inPlace);
        return List.copyOf(result);
    }

    private String withoutPadding(String value) {
        if (flat.contains(value)) {
            return flatName(value);
        }
        return !hidden.contains(value)
                ? value
                : gathered.computeIfAbsent(value, padded -> {
                    String rows = padded + "/rows";
                    result.add(GraphNode.flatten(padded, rows));
                    result.add(GraphNode.onnx("Gather", List.of(rows, TOKENS), flatName(padded)));
                    return flatName(padded);
                });
    }

    private String inPlace(String value) {
        return !flat.contains(value)
                ? value
                : spread.computeIfAbsent(value, name -> {
                    result.add(GraphNode.onnx("Gather", List.of(flatName(name), PLACES), name));
                    return name;
                });
    }

    private static String flatName(String value) {
        return value + "/tokens";
    }

    /** The {@code ValueInfoProto} of those inputs beside the model's own that operators read. */
    static List<byte[]> inputs(List<GraphNode> nodes) {
        boolean read = nodes.stream().anyMatch(node -> node.inputs.contains(TOKENS));
        return read ? List.of(integers(TOKENS, "tokens"), integers(PLACES, "batch", "seq")) : List.of();
    }

    private static byte[] integers(String name, String... dims) {
        ProtobufWriter shape = new ProtobufWriter();
        for (String dim : dims) {
            shape.message(1, new ProtobufWriter().text(2, dim));
        }
        ProtobufWriter tensor = new ProtobufWriter().number(1, OnnxGraph.INT64).message(2, shape);
        return new ProtobufWriter()
                .text(1, name)
                .message(2, new ProtobufWriter().message(1, tensor))
                .toBytes();
    }
}
