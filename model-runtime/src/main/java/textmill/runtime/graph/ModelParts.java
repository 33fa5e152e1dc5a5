package textmill.runtime.graph;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model file taken apart so that its operators can be replaced: large tensors become references to their bytes in the
 * file, everything else is kept as it is. Field numbers of {@code ModelProto}, {@code GraphProto} and {@code TensorProto}
 * from <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 */
final class ModelParts {
    private static final int EXTERNAL = 1;

    /** A smaller tensor is copied: ONNX Runtime wants to see shapes and axes when it opens the model. */
    private static final int SMALL_BYTES = 1024;

    private static final int MOST_BYTES = 64 << 20;

    private final ProtobufReader in;
    private final String fileName;
    private final ProtobufWriter restOfModel = new ProtobufWriter();
    private final ProtobufWriter restOfGraph = new ProtobufWriter();
    private final List<GraphNode> nodes = new ArrayList<>();
    private final Map<String, TensorHeader> initialisers = new HashMap<>();

    /** By name each initialiser's {@code TensorProto}, each input's and each output's {@code ValueInfoProto}. */
    private final Map<String, byte[]> tensors = new LinkedHashMap<>();

    private final Map<String, byte[]> inputs = new LinkedHashMap<>();
    private final Map<String, byte[]> outputs = new LinkedHashMap<>();
    private final Map<String, Long> opsets = new HashMap<>();
    private long keptBytes;
    private boolean externalData;
    private boolean unusual;

    private ModelParts(ProtobufReader in, String fileName) {
        this.in = in;
        this.fileName = fileName;
    }

    /**
     * Takes a model apart.
     *
     * @param fileName name by which the large tensors refer to the file
     */
    static ModelParts read(ProtobufReader in, String fileName) throws IOException {
        ModelParts parts = new ModelParts(in, fileName);
        in.fields(in.size(), parts::modelField);
        return parts;
    }

    private void modelField(int field, int type, long limit) throws IOException {
        long start = in.fieldStart();
        if (field == 7 && type == ProtobufReader.BYTES) {
            in.fields(in.readEnd(limit), this::graphField);
            return;
        }
        unusual |= field == 25; // functions: they may give the names of operators another meaning
        if (field == 8 && type == ProtobufReader.BYTES) {
            OpsetImport imported = OpsetImport.read(in, in.readEnd(limit));
            opsets.put(imported.domain(), imported.version());
        } else {
            in.skip(type, limit);
        }
        restOfModel.copied(kept(start, in.position()));
    }

    private void graphField(int field, int type, long limit) throws IOException {
        long start = in.fieldStart();
        switch (type == ProtobufReader.BYTES ? field : -1) {
            case 1 -> {
                GraphNode node = GraphNode.read(in, in.readEnd(limit));
                // A subgraph may read any value of this graph.
                unusual |= node.hasSubgraph() || node.hasExternalTensor();
                nodes.add(node);
            }
            case 5 -> initialiser(in.readEnd(limit));
            case 11 -> value(in.readEnd(limit), inputs);
            case 12 -> value(in.readEnd(limit), outputs);
            default -> {
                in.skip(type, limit);
                restOfGraph.copied(kept(start, in.position()));
            }
        }
    }

    private void value(long end, Map<String, byte[]> into) throws IOException {
        long start = in.position();
        String[] name = {""};
        in.fields(end, (field, type, limit) -> {
            if (field == 1 && type == ProtobufReader.BYTES) {
                name[0] = in.readString(limit);
            } else {
                in.skip(type, limit);
            }
        });
        unusual |= into.put(name[0], kept(start, end)) != null;
    }

    private void initialiser(long end) throws IOException {
        long start = in.position();
        TensorHeader tensor = TensorHeader.read(in, end);
        unusual |= initialisers.put(tensor.name(), tensor) != null;
        externalData |= tensor.location() != null;
        if (tensor.rawBytes() < SMALL_BYTES) {
            tensors.put(tensor.name(), kept(start, end));
            return;
        }
        ProtobufWriter reference = new ProtobufWriter();
        for (long dim : tensor.dims()) {
            reference.number(1, dim);
        }
        reference.number(2, tensor.elementType()).text(8, tensor.name());
        reference.message(13, entry("location", fileName));
        reference.message(13, entry("offset", String.valueOf(tensor.rawStart())));
        reference.message(13, entry("length", String.valueOf(tensor.rawBytes())));
        tensors.put(tensor.name(), reference.number(14, EXTERNAL).toBytes());
    }

    private static ProtobufWriter entry(String key, String value) {
        return new ProtobufWriter().text(1, key).text(2, value);
    }

    private byte[] kept(long start, long end) throws IOException {
        if (end - start > MOST_BYTES - keptBytes) {
            throw new IOException("more than " + MOST_BYTES + " bytes that are no raw tensors");
        }
        keptBytes += end - start;
        return in.copy(start, end);
    }

    List<GraphNode> nodes() {
        return nodes;
    }

    Map<String, TensorHeader> initialisers() {
        return initialisers;
    }

    Set<String> inputs() {
        return inputs.keySet();
    }

    Set<String> outputs() {
        return outputs.keySet();
    }

    /** Version of ONNX's operators. */
    long opset() {
        return opsets.getOrDefault("", 0L);
    }

    /** Version of the operators of each domain that the file names. */
    Map<String, Long> opsets() {
        return opsets;
    }

    /** True if tensors were in other files before. */
    boolean hasExternalData() {
        return externalData;
    }

    /** True if there is anything that a list of operators does not tell: functions, subgraphs, a name that is there twice. */
    boolean isUnusual() {
        return unusual;
    }

    /** The {@code ModelProto} with other operators, among them ONNX Runtime's own. */
    byte[] with(List<GraphNode> others) {
        ProtobufWriter graph = new ProtobufWriter();
        others.forEach(node -> graph.bytes(1, node.bytes));
        graph.copied(restOfGraph.toBytes());
        tensors.values().forEach(tensor -> graph.bytes(5, tensor));
        inputs.values().forEach(input -> graph.bytes(11, input));
        PaddingRemoval.inputs(others).forEach(input -> graph.bytes(11, input));
        outputs.values().forEach(output -> graph.bytes(12, output));
        return model(graph);
    }

    /** The {@code ModelProto} of these operators, which compute one value of the inputs, and nothing else. */
    byte[] below(List<GraphNode> some, GraphValue value) {
        return part(some, inputs, Map.of(value.name(), value.toBytes()));
    }

    /** The {@code ModelProto} of these operators, which compute the outputs of one value and what else they read. */
    byte[] above(List<GraphNode> some, GraphValue value) {
        Map<String, byte[]> fed = new LinkedHashMap<>(inputs);
        fed.put(value.name(), value.toBytes());
        return part(some, fed, outputs);
    }

    private byte[] part(List<GraphNode> some, Map<String, byte[]> fed, Map<String, byte[]> given) {
        ProtobufWriter graph = new ProtobufWriter();
        Set<String> read = new HashSet<>();
        for (GraphNode node : some) {
            graph.bytes(1, node.bytes);
            read.addAll(node.inputs);
        }
        graph.text(2, "part");
        chosen(read, tensors).forEach(tensor -> graph.bytes(5, tensor));
        chosen(read, fed).forEach(input -> graph.bytes(11, input));
        PaddingRemoval.inputs(some).forEach(input -> graph.bytes(11, input));
        given.values().forEach(output -> graph.bytes(12, output));
        return model(graph);
    }

    private static List<byte[]> chosen(Set<String> names, Map<String, byte[]> from) {
        return from.entrySet().stream()
                .filter(entry -> names.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private byte[] model(ProtobufWriter graph) {
        ProtobufWriter model = new ProtobufWriter().copied(restOfModel.toBytes());
        if (!opsets.containsKey(GraphNode.RUNTIME_DOMAIN)) {
            model.message(
                    8, new ProtobufWriter().text(1, GraphNode.RUNTIME_DOMAIN).number(2, 1));
        }
        return model.message(7, graph).toBytes();
    }
}
