package textmill.runtime.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Takes ONNX Runtime's {@code Attention} apart, which projects every token of padding to a query, a key and a value of its
 * own: one product projects the tokens alone, {@code [tokens, 3 * hidden]}. Seen as rows of one head's numbers, {@code [tokens
 * * 3 * heads, head size]}, three {@code Gather} make queries, keys and values {@code [batch, heads, seq, head size]} of it, put in
 * place and transposed at once, and a fourth leads back.
 *
 * <p>The mask adds {@link MaskFloor#FLOOR} to the scores of padding, for the reasons that are given there.
 */
final class PartedAttention {
    private static final String OPERATOR = GraphNode.RUNTIME_DOMAIN + ":Attention";

    /** Hidden states, weights, biases and the mask. */
    private static final int INPUTS = 4;

    private static final String NAMES = "textmill/attention/";

    private final Map<String, TensorHeader> initialisers;
    private final List<GraphNode> result;
    private final Set<String> written = new HashSet<>();

    /** Writes into a list of operators. */
    PartedAttention(Map<String, TensorHeader> initialisers, List<GraphNode> result) {
        this.initialisers = initialisers;
        this.result = result;
    }

    /**
     * True if it is an {@code Attention} of each token to all of its text: with a bias and a mask, without a past, queries as wide
     * as values.
     */
    static boolean takes(GraphNode node, Map<String, TensorHeader> initialisers) {
        if (!node.operator().equals(OPERATOR) || node.inputs.size() != INPUTS || node.outputs.size() != 1) {
            return false;
        }
        TensorHeader bias = initialisers.get(node.inputs.get(2));
        List<Long> heads = node.numbers("num_heads");
        return bias != null
                && bias.isFloatVector()
                && heads.size() == 1
                && heads.get(0) > 0
                && bias.dims()[0] % (3 * heads.get(0)) == 0
                && node.numbers("qkv_hidden_sizes").isEmpty()
                && node.has("unidirectional", 0, true)
                && node.has("do_rotary", 0, true);
    }

    /**
     * Writes its parts.
     *
     * @param tokens what it takes, {@code [tokens, hidden]}
     * @param output name for what it gives, in the same form
     */
    void write(GraphNode attention, String tokens, String output) {
        long heads = attention.numbers("num_heads").get(0);
        TensorHeader bias = initialisers.get(attention.inputs.get(2));
        if (bias == null) {
            throw new IllegalArgumentException(attention.operator() + " without a bias");
        }
        long headSize = bias.dims()[0] / 3 / heads;
        String own = NAMES + heads + "/";
        if (written.add(own)) {
            writePlaces(own, heads);
        }
        String rows = own + headSize;
        if (written.add(rows)) {
            result.add(GraphNode.constant(rows, List.of(-1L, headSize)));
            result.add(GraphNode.constant(rows + "/joined", List.of(-1L, heads * headSize)));
        }
        String mask = attention.inputs.get(3);
        if (written.add(mask)) {
            writeMask(mask);
        }
        String name = output + "/attention/";
        add("MatMul", name + "product", tokens, attention.inputs.get(1));
        add("Add", name + "projected", name + "product", attention.inputs.get(2));
        add("Reshape", name + "heads", name + "projected", rows);
        add("Gather", name + "queries", name + "heads", own + "queries");
        add("Gather", name + "keys", name + "heads", own + "keys");
        add("Gather", name + "values", name + "heads", own + "values");
        float scale = attention.decimal("scale", 0);
        result.add(scores(name, scale == 0 ? (float) (1 / Math.sqrt((double) headSize)) : scale));
        add("Add", name + "masked", name + "scores", added(mask));
        result.add(weights(name));
        add("MatMul", name + "context", name + "weights", name + "values");
        add("Reshape", name + "context/heads", name + "context", rows);
        add("Gather", name + "context/tokens", name + "context/heads", own + "tokens");
        add("Reshape", output, name + "context/tokens", rows + "/joined");
    }

    /** {@code queries}, {@code keys} and {@code values [batch, heads, seq]}, and {@code tokens [tokens, heads]}: which row is there. */
    private void writePlaces(String own, long heads) {
        result.add(GraphNode.constant(own + "row", List.of(0L, 1L, -1L)));
        result.add(number(own + "width", 3 * heads));
        result.add(number(own + "key", heads));
        result.add(number(own + "value", 2 * heads));
        List<Long> all = LongStream.range(0, heads).boxed().toList();
        result.add(GraphNode.constant(own + "head", all, new long[] {heads, 1}));
        add("Reshape", own + "places", PaddingRemoval.PLACES, own + "row");
        add("Mul", own + "first", own + "places", own + "width");
        add("Add", own + "queries", own + "first", own + "head");
        add("Add", own + "keys", own + "queries", own + "key");
        add("Add", own + "values", own + "queries", own + "value");

        // A token at (text, place) of [batch, seq] has its head at (text, head, place) of [batch, heads, seq]:
        // place + seq * text, which is what TOKENS has, and seq * (heads - 1) * text, and seq * head.
        result.add(number(own + "one", 1));
        result.add(number(own + "others", heads - 1));
        result.add(GraphNode.constant(own + "column", List.of(-1L, 1L)));
        result.add(GraphNode.constant(own + "heads", all, new long[] {1, heads}));
        add("Shape", own + "shape", PaddingRemoval.PLACES);
        add("Gather", own + "seq", own + "shape", own + "one");
        add("Div", own + "text", PaddingRemoval.TOKENS, own + "seq");
        add("Mul", own + "skipped", own + "seq", own + "others");
        add("Mul", own + "before", own + "text", own + "skipped");
        add("Add", own + "sum", PaddingRemoval.TOKENS, own + "before");
        add("Reshape", own + "first-head", own + "sum", own + "column");
        add("Mul", own + "step", own + "heads", own + "seq");
        add("Add", own + "tokens", own + "first-head", own + "step");
    }

    /** What is added to scores, {@code [batch, 1, 1, seq]}: nothing for a token, the floor for padding. */
    private void writeMask(String mask) {
        String own = added(mask);
        result.add(GraphNode.constant(own + "/shape", List.of(0L, 1L, 1L, -1L)));
        result.add(GraphNode.number(own + "/depth", -MaskFloor.FLOOR));
        add("Reshape", own + "/row", mask, own + "/shape");
        result.add(GraphNode.cast(own + "/row", own + "/shown", OnnxGraph.FLOAT));
        add("Mul", own + "/lifted", own + "/shown", own + "/depth");
        add("Sub", own, own + "/lifted", own + "/depth");
    }

    /** Products of queries and keys; ONNX Runtime's operator needs no transposed keys. */
    private static GraphNode scores(String name, float scale) {
        return GraphNode.made(
                GraphNode.RUNTIME_DOMAIN,
                "FusedMatMul",
                List.of(name + "queries", name + "keys"),
                List.of(name + "scores"),
                List.of(NodeAttribute.number("transB", 1), NodeAttribute.decimal("alpha", scale)));
    }

    /** Along the last dimension by its number: only then do all opsets mean the same. */
    private static GraphNode weights(String name) {
        return GraphNode.made(
                "",
                "Softmax",
                List.of(name + "masked"),
                List.of(name + "weights"),
                List.of(NodeAttribute.number("axis", 3)));
    }

    private static String added(String mask) {
        return mask + "/added";
    }

    private void add(String operator, String output, String... inputs) {
        result.add(GraphNode.onnx(operator, List.of(inputs), output));
    }

    private static GraphNode number(String output, long number) {
        return GraphNode.constant(output, List.of(number), new long[0]);
    }
}
