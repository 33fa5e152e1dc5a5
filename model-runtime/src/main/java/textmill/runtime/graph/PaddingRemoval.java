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
 * <p>A value may change its form only where its shape is {@linkplain HiddenValues known} to be {@code [batch, seq, …]}. In
 * the place of padding attention sees the text's first token, finite like any other, behind the same mask.
 */
final class PaddingRemoval {
    /** Where each token is among rows times longest: an input {@code [tokens]} of 64-bit integers. */
    static final String TOKENS = "textmill/tokens";

    /** Which of the tokens is in each place: an input {@code [batch, seq]} of 64-bit integers. */
    static final String PLACES = "textmill/places";

    /** A score for each word of a vocabulary: putting them back in place would copy more than padding costs. */
    private static final long WIDE = 8_192;

    private final HiddenValues hidden;
    private final PartedAttention attention;

    /** Values that are computed without padding. */
    private final Set<String> flat = new HashSet<>();

    private final Map<String, String> gathered = new HashMap<>();
    private final Map<String, String> spread = new HashMap<>();
    private final List<GraphNode> result = new ArrayList<>();

    private PaddingRemoval(HiddenValues hidden, Map<String, TensorHeader> initialisers) {
        this.hidden = hidden;
        this.attention = new PartedAttention(initialisers, result);
    }

    /**
     * The operators of the same graph, which takes {@link #TOKENS} and {@link #PLACES} too.
     *
     * @param inputs of the graph: those that tables are looked up by are {@code [batch, seq]}
     * @param given an input {@code [batch, seq, hidden]}, or null
     * @return null if no layer is found that could go without padding
     */
    static @Nullable List<GraphNode> apply(
            List<GraphNode> nodes,
            Map<String, TensorHeader> initialisers,
            Set<String> inputs,
            @Nullable String given,
            Set<String> outputs) {
        PaddingRemoval removal = new PaddingRemoval(new HiddenValues(nodes, initialisers, inputs, given), initialisers);
        boolean layers = false;
        for (GraphNode node : nodes) {
            layers |= removal.goesFlat(node) && HiddenValues.isSkipLayerNorm(node);
        }
        return layers ? removal.rewritten(MaskFloor.apply(nodes, initialisers, inputs), outputs) : null;
    }

    /** True if the operator now works without padding: a projection, and what follows it. */
    private boolean goesFlat(GraphNode node) {
        List<String> in = node.inputs;
        boolean goes;
        if (HiddenValues.isSkipLayerNorm(node)) {
            goes = flat.contains(in.get(0)) || flat.contains(in.get(1));
        } else if (node.is("MatMul", 2)) {
            goes = hidden.isByToken(node) && hidden.columns(in.get(1)) <= WIDE;
        } else {
            goes = hidden.isPartedAttention(node) || (in.stream().anyMatch(flat::contains) && hidden.isByToken(node));
        }
        if (goes) {
            flat.addAll(HiddenValues.written(node));
        }
        return goes;
    }

    private List<GraphNode> rewritten(List<GraphNode> nodes, Set<String> outputs) {
        for (GraphNode node : nodes) {
            boolean goesFlat = node.outputs.stream().anyMatch(flat::contains);
            if (goesFlat && hidden.isPartedAttention(node)) {
                attention.write(node, withoutPadding(node.inputs.get(0)), flatName(node.output()));
                continue;
            }
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
