package textmill.runtime.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An operator of a graph, compared by identity. Field numbers of {@code NodeProto} from
 * <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 */
final class GraphNode {
    /** Domain of ONNX Runtime's own operators. */
    static final String RUNTIME_DOMAIN = "com.microsoft";

    final List<String> inputs;
    final List<String> outputs;
    /** The {@code NodeProto}. */
    final byte[] bytes;

    private final String operator;
    private final Map<String, NodeAttribute> attributes;

    /** Each attribute's {@code AttributeProto}. */
    private final Set<ByteBuffer> settings;

    private GraphNode(
            String operator,
            List<String> inputs,
            List<String> outputs,
            Map<String, NodeAttribute> attributes,
            Encoded encoded) {
        this.operator = operator;
        this.inputs = inputs;
        this.outputs = outputs;
        this.attributes = attributes;
        this.settings = encoded.settings;
        this.bytes = encoded.node;
    }

    /** The {@code NodeProto}, and those of its attributes. */
    private record Encoded(byte[] node, Set<ByteBuffer> settings) {}

    /** Reads the message that ends there. */
    static GraphNode read(ProtobufReader in, long end) throws IOException {
        long start = in.position();
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, NodeAttribute> attributes = new HashMap<>();
        Map<Long, Long> settings = new HashMap<>();
        String[] names = {"", ""};
        in.fields(end, (field, type, limit) -> {
            switch (type == ProtobufReader.BYTES ? field : -1) {
                case 1 -> inputs.add(in.readString(limit));
                case 2 -> outputs.add(in.readString(limit));
                case 4 -> names[0] = in.readString(limit);
                case 5 -> {
                    long attributeEnd = in.readEnd(limit);
                    settings.put(in.position(), attributeEnd);
                    NodeAttribute.read(in, attributeEnd, attributes);
                }
                case 7 -> names[1] = in.readString(limit);
                default -> in.skip(type, limit);
            }
        });
        boolean onnx = names[1].isEmpty() || names[1].equals("ai.onnx");
        byte[] bytes = in.copy(start, end);
        Set<ByteBuffer> parts = new HashSet<>();
        settings.forEach((from, to) -> parts.add(
                ByteBuffer.wrap(bytes, (int) (from - start), (int) (to - from)).slice()));
        return new GraphNode(
                onnx ? names[0] : names[1] + ":" + names[0], inputs, outputs, attributes, new Encoded(bytes, parts));
    }

    /**
     * ONNX Runtime's {@code SkipLayerNormalization}: the sum of two values, normalised over its last dimension.
     *
     * @param sum name for the sum itself, or null if nobody wants it
     */
    static GraphNode skipLayerNormalization(List<String> inputs, String output, @Nullable String sum, float epsilon) {
        List<String> outputs = sum == null ? List.of(output) : List.of(output, "", "", sum);
        return made(
                RUNTIME_DOMAIN,
                "SkipLayerNormalization",
                inputs,
                outputs,
                List.of(NodeAttribute.decimal("epsilon", epsilon)));
    }

    /** One of ONNX Runtime's own operators without attributes; an input that it goes without is empty. */
    static GraphNode runtime(String operator, List<String> inputs, String output) {
        return made(RUNTIME_DOMAIN, operator, inputs, List.of(output), List.of());
    }

    /** One of ONNX's operators without attributes. */
    static GraphNode onnx(String operator, List<String> inputs, String output) {
        return made("", operator, inputs, List.of(output), List.of());
    }

    /** The largest element along the last dimension, which stays with a length of 1; the form before opset 18. */
    static GraphNode reduceMaxOverLast(String input, String output) {
        return reduceMax(input, List.of(-1L), output);
    }

    /** The largest elements along some dimensions, which stay with a length of 1; the form before opset 18. */
    static GraphNode reduceMax(String input, List<Long> dimensions, String output) {
        return made(
                "", "ReduceMax", List.of(input), List.of(output), List.of(NodeAttribute.numbers("axes", dimensions)));
    }

    /**
     * Sums along some dimensions; the form since opset 13.
     *
     * @param inputs what is summed up, and the dimensions
     * @param keeps if these stay with a length of 1
     */
    static GraphNode reduceSum(List<String> inputs, boolean keeps, String output) {
        return made("", "ReduceSum", inputs, List.of(output), List.of(NodeAttribute.number("keepdims", keeps ? 1 : 0)));
    }

    /** A constant list of 64-bit integers. */
    static GraphNode constant(String output, List<Long> numbers) {
        return constant(output, numbers, new long[] {numbers.size()});
    }

    /** Constant 64-bit integers of a shape; one number without dimensions. */
    static GraphNode constant(String output, List<Long> numbers, long[] dims) {
        ByteBuffer elements = ByteBuffer.allocate(numbers.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        numbers.forEach(elements::putLong);
        return constant(output, OnnxGraph.INT64, elements.array(), dims);
    }

    /**
     * The rows of a matrix in steps of their own: ONNX's {@code QuantizeLinear}, which takes a scale for each row since
     * opset 13 only; ONNX Runtime's takes it in a model of any opset.
     *
     * @param inputs the matrix, a step for each row, a zero point for each row
     */
    static GraphNode quantizeRows(List<String> inputs, String output) {
        return made(
                RUNTIME_DOMAIN, "QuantizeLinear", inputs, List.of(output), List.of(NodeAttribute.number("axis", 0)));
    }

    /**
     * A constant.
     *
     * @param elementType code of {@code TensorProto.DataType}
     * @param elements their bytes, the lowest of each first
     * @param dims its shape
     */
    static GraphNode constant(String output, int elementType, byte[] elements, long... dims) {
        ProtobufWriter value = NodeAttribute.tensor("value", tensor("", elementType, elements, dims));
        return made("", "Constant", List.of(), List.of(output), List.of(value));
    }

    /** The {@code TensorProto} of those elements; without a name, as attributes are, if that is empty. */
    static ProtobufWriter tensor(String name, int elementType, byte[] elements, long... dims) {
        ProtobufWriter tensor = new ProtobufWriter();
        for (long dim : dims) {
            tensor.number(1, dim);
        }
        tensor.number(2, elementType);
        if (!name.isEmpty()) {
            tensor.text(8, name);
        }
        return tensor.bytes(9, elements);
    }

    /** A value of any dimensions as a matrix, all but the first two in its columns. */
    static GraphNode flatten(String input, String output) {
        return made("", "Flatten", List.of(input), List.of(output), List.of(NodeAttribute.number("axis", 2)));
    }

    /** This operator between other values. */
    GraphNode between(List<String> otherInputs, List<String> otherOutputs) {
        ProtobufWriter node = new ProtobufWriter();
        otherInputs.forEach(input -> node.text(1, input));
        otherOutputs.forEach(output -> node.text(2, output));
        int domain = operator.indexOf(':');
        node.text(3, otherOutputs.get(0) + "/" + operator).text(4, operator.substring(domain + 1));
        settings.forEach(attribute -> {
            byte[] encoded = new byte[attribute.remaining()];
            attribute.duplicate().get(encoded);
            node.bytes(5, encoded);
        });
        if (domain >= 0) {
            node.text(7, operator.substring(0, domain));
        }
        return new GraphNode(
                operator,
                List.copyOf(otherInputs),
                List.copyOf(otherOutputs),
                attributes,
                new Encoded(node.toBytes(), settings));
    }

    /** A constant 32-bit float. */
    static GraphNode number(String output, float number) {
        byte[] element = ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(number)
                .array();
        return constant(output, OnnxGraph.FLOAT, element);
    }

    /** The same numbers in another type, a code of {@code TensorProto.DataType}. */
    static GraphNode cast(String input, String output, int elementType) {
        return made("", "Cast", List.of(input), List.of(output), List.of(NodeAttribute.number("to", elementType)));
    }

    /** An operator; its domain is empty if it is one of ONNX's. */
    static GraphNode made(
            String domain,
            String operator,
            List<String> inputs,
            List<String> outputs,
            List<ProtobufWriter> attributes) {
        ProtobufWriter node = new ProtobufWriter();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(3, outputs.get(0) + "/" + operator).text(4, operator);
        attributes.forEach(attribute -> node.message(5, attribute));
        if (!domain.isEmpty()) {
            node.text(7, domain);
        }
        String name = domain.isEmpty() ? operator : domain + ":" + operator;
        Set<ByteBuffer> settings = attributes.stream()
                .map(attribute -> ByteBuffer.wrap(attribute.toBytes()))
                .collect(Collectors.toSet());
        return new GraphNode(
                name, List.copyOf(inputs), List.copyOf(outputs), Map.of(), new Encoded(node.toBytes(), settings));
    }

    /** Its type, behind the domain that it is of unless that is ONNX's own. */
    String operator() {
        return operator;
    }

    /** All its attributes, encoded: what else than its inputs decides what it computes. */
    Set<ByteBuffer> settings() {
        return settings;
    }

    /** True if it is this operator of ONNX Runtime's own, with so many inputs and one output. */
    boolean isRuntime(String name, int inputCount) {
        return is(RUNTIME_DOMAIN + ":" + name, inputCount);
    }

    /** True if it is this operator of ONNX's own. */
    boolean is(String name) {
        return operator.equals(name);
    }

    /** True if it is this operator of ONNX's own, with so many inputs and one output. */
    boolean is(String name, int inputCount) {
        return operator.equals(name) && inputs.size() == inputCount && outputs.size() == 1;
    }

    /** The only output of the operators that are asked for here. */
    String output() {
        return outputs.get(0);
    }

    /** The other one of two inputs. */
    String inputBeside(String name) {
        return inputs.get(inputs.get(0).equals(name) ? 1 : 0);
    }

    float decimal(String name, float absent) {
        NodeAttribute attribute = attributes.get(name);
        return attribute == null || attribute.decimal() == null ? absent : attribute.decimal();
    }

    /** True if the attribute is that number or the list of only that number. */
    boolean has(String name, long number, boolean ifAbsent) {
        NodeAttribute attribute = attributes.get(name);
        return attribute == null ? ifAbsent : attribute.numbers().equals(List.of(number));
    }

    /** The numbers of an attribute; none if it is absent. */
    List<Long> numbers(String name) {
        NodeAttribute attribute = attributes.get(name);
        return attribute == null ? List.of() : attribute.numbers();
    }

    /** The value of a {@code Constant} that is one 32-bit float, otherwise null. */
    @Nullable
    Float constant() {
        NodeAttribute value = operator.equals("Constant") ? attributes.get("value") : null;
        return value == null || value.tensor() == null ? null : value.tensor().scalar();
    }

    boolean hasSubgraph() {
        return attributes.values().stream().anyMatch(NodeAttribute::graph);
    }

    /** True if an attribute is a tensor in another file: then its bytes do not say which numbers it has. */
    boolean hasExternalTensor() {
        return attributes.values().stream()
                .map(NodeAttribute::tensor)
                .anyMatch(tensor -> tensor != null && tensor.location() != null);
    }
}
