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
 * An operator of a graph, compared by identity. Field numbers of {@code NodeProto} and {@code AttributeProto} from
 * <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 */
final class GraphNode {
    /** Domain of ONNX Runtime's own operators. */
    static final String RUNTIME_DOMAIN = "com.microsoft";

    private static final int FLOAT_ATTRIBUTE = 1;
    private static final int INTEGER_ATTRIBUTE = 2;
    private static final int TENSOR_ATTRIBUTE = 4;
    private static final int INTEGERS_ATTRIBUTE = 7;

    final List<String> inputs;
    final List<String> outputs;
    /** The {@code NodeProto}. */
    final byte[] bytes;

    private final String operator;
    private final Map<String, Attribute> attributes;

    /** Each attribute's {@code AttributeProto}. */
    private final Set<ByteBuffer> settings;

    /** One value of these, or a subgraph. */
    private record Attribute(
            @Nullable Float decimal,
            List<Long> numbers,
            @Nullable TensorHeader tensor,
            boolean graph) {}

    private GraphNode(
            String operator,
            List<String> inputs,
            List<String> outputs,
            Map<String, Attribute> attributes,
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
        Map<String, Attribute> attributes = new HashMap<>();
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
                    attribute(in, attributeEnd, attributes);
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

    private static void attribute(ProtobufReader in, long end, Map<String, Attribute> into) throws IOException {
        String[] name = {""};
        Float[] decimal = {null};
        TensorHeader[] tensor = {null};
        boolean[] graph = {false};
        List<Long> numbers = new ArrayList<>();
        in.fields(end, (field, type, limit) -> {
            if (field == 1 && type == ProtobufReader.BYTES) {
                name[0] = in.readString(limit);
            } else if (field == 2 && type == ProtobufReader.FIXED32) {
                decimal[0] = in.readFloat();
            } else if ((field == 3 || field == 8) && type == ProtobufReader.VARINT) {
                numbers.add(in.readVarint());
            } else if (field == 8 && type == ProtobufReader.BYTES) {
                long packedEnd = in.readEnd(limit);
                while (in.position() < packedEnd) {
                    numbers.add(in.readVarint());
                }
            } else if (field == 5 && type == ProtobufReader.BYTES) {
                tensor[0] = TensorHeader.read(in, in.readEnd(limit));
            } else {
                graph[0] |= field == 6 || field == 11;
                in.skip(type, limit);
            }
        });
        into.put(name[0], new Attribute(decimal[0], List.copyOf(numbers), tensor[0], graph[0]));
    }

    /**
     * ONNX Runtime's {@code SkipLayerNormalization}: the sum of two values, normalised over its last dimension.
     *
     * @param sum name for the sum itself, or null if nobody wants it
     */
    static GraphNode skipLayerNormalization(List<String> inputs, String output, @Nullable String sum, float epsilon) {
        List<String> outputs = sum == null ? List.of(output) : List.of(output, "", "", sum);
        ProtobufWriter attribute =
                new ProtobufWriter().text(1, "epsilon").decimal(2, epsilon).number(20, FLOAT_ATTRIBUTE);
        return made(RUNTIME_DOMAIN, "SkipLayerNormalization", inputs, outputs, List.of(attribute));
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
        ProtobufWriter axes = new ProtobufWriter().text(1, "axes").number(8, -1).number(20, INTEGERS_ATTRIBUTE);
        return made("", "ReduceMax", List.of(input), List.of(output), List.of(axes));
    }

    /** The largest elements along some dimensions, which stay with a length of 1; the form before opset 18. */
    static GraphNode reduceMax(String input, List<Long> dimensions, String output) {
        ProtobufWriter axes = new ProtobufWriter().text(1, "axes").number(20, INTEGERS_ATTRIBUTE);
        dimensions.forEach(dimension -> axes.number(8, dimension));
        return made("", "ReduceMax", List.of(input), List.of(output), List.of(axes));
    }

    /**
     * Sums along some dimensions; the form since opset 13.
     *
     * @param inputs what is summed up, and the dimensions
     * @param keeps if these stay with a length of 1
     */
    static GraphNode reduceSum(List<String> inputs, boolean keeps, String output) {
        ProtobufWriter keepDims = new ProtobufWriter()
                .text(1, "keepdims")
                .number(3, keeps ? 1 : 0)
                .number(20, INTEGER_ATTRIBUTE);
        return made("", "ReduceSum", inputs, List.of(output), List.of(keepDims));
    }

    /** A constant list of 64-bit integers. */
    static GraphNode constant(String output, List<Long> numbers) {
        ByteBuffer elements = ByteBuffer.allocate(numbers.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        numbers.forEach(elements::putLong);
        return constant(output, OnnxGraph.INT64, elements.array(), numbers.size());
    }

    /**
     * The rows of a matrix in steps of their own: ONNX's {@code QuantizeLinear}, which takes a scale for each row since
     * opset 13 only; ONNX Runtime's takes it in a model of any opset.
     *
     * @param inputs the matrix, a step for each row, a zero point for each row
     */
    static GraphNode quantizeRows(List<String> inputs, String output) {
        ProtobufWriter axis = new ProtobufWriter().text(1, "axis").number(3, 0).number(20, INTEGER_ATTRIBUTE);
        return made(RUNTIME_DOMAIN, "QuantizeLinear", inputs, List.of(output), List.of(axis));
    }

    /**
     * A constant.
     *
     * @param elementType code of {@code TensorProto.DataType}
     * @param elements their bytes, the lowest of each first
     * @param dims its shape
     */
    static GraphNode constant(String output, int elementType, byte[] elements, long... dims) {
        ProtobufWriter value = new ProtobufWriter()
                .text(1, "value")
                .message(5, tensor("", elementType, elements, dims))
                .number(20, TENSOR_ATTRIBUTE);
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

    /** The same numbers in another type, a code of {@code TensorProto.DataType}. */
    static GraphNode cast(String input, String output, int elementType) {
        ProtobufWriter to =
                new ProtobufWriter().text(1, "to").number(3, elementType).number(20, INTEGER_ATTRIBUTE);
        return made("", "Cast", List.of(input), List.of(output), List.of(to));
    }

    private static GraphNode made(
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
        Attribute attribute = attributes.get(name);
        return attribute == null || attribute.decimal == null ? absent : attribute.decimal;
    }

    /** True if the attribute is that number or the list of only that number. */
    boolean has(String name, long number, boolean ifAbsent) {
        Attribute attribute = attributes.get(name);
        return attribute == null ? ifAbsent : attribute.numbers.equals(List.of(number));
    }

    /** The numbers of an attribute; none if it is absent. */
    List<Long> numbers(String name) {
        Attribute attribute = attributes.get(name);
        return attribute == null ? List.of() : attribute.numbers;
    }

    /** The value of a {@code Constant} that is one 32-bit float, otherwise null. */
    @Nullable
    Float constant() {
        Attribute value = operator.equals("Constant") ? attributes.get("value") : null;
        return value == null || value.tensor == null ? null : value.tensor.scalar();
    }

    boolean hasSubgraph() {
        return attributes.values().stream().anyMatch(Attribute::graph);
    }

    /** True if an attribute is a tensor in another file: then its bytes do not say which numbers it has. */
    boolean hasExternalTensor() {
        return attributes.values().stream()
                .map(Attribute::tensor)
                .anyMatch(tensor -> tensor != null && tensor.location() != null);
    }
}
