package textmill.runtime.graph;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
    private final Set<String> outputs = new HashSet<>();
    private boolean runtimeOperators;
    private long opset;
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
            opset(OpsetImport.read(in, in.readEnd(limit)));
        } else {
            in.skip(type, limit);
        }
        keep(restOfModel, start);
    }

    private void opset(OpsetImport imported) {
        runtimeOperators |= imported.domain().equals(GraphNode.RUNTIME_DOMAIN);
        if (imported.domain().isEmpty()) {
            opset = imported.version();
        }
    }

    private void graphField(int field, int type, long limit) throws IOException {
        long start = in.fieldStart();
        switch (type == ProtobufReader.BYTES ? field : -1) {
            case 1 -> {
                GraphNode node = GraphNode.read(in, in.readEnd(limit));
                unusual |= node.hasSubgraph(); // it may read any value of this graph
                nodes.add(node);
            }
            case 5 -> initialiser(TensorHeader.read(in, in.readEnd(limit)), start);
            case 12 -> {
                in.fields(in.readEnd(limit), this::outputField);
                keep(restOfGraph, start);
            }
            default -> {
                in.skip(type, limit);
                keep(restOfGraph, start);
            }
        }
    }

    private void outputField(int field, int type, long limit) throws IOException {
        if (field == 1 && type == ProtobufReader.BYTES) {
            outputs.add(in.readString(limit));
        } else {
            in.skip(type, limit);
        }
    }

    private void initialiser(TensorHeader tensor, long start) throws IOException {
        initialisers.put(tensor.name(), tensor);
        externalData |= tensor.location() != null;
        if (tensor.rawBytes() < SMALL_BYTES) {
            keep(restOfGraph, start);
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
        restOfGraph.message(5, reference.number(14, EXTERNAL));
    }

    private static ProtobufWriter entry(String key, String value) {
        return new ProtobufWriter().text(1, key).text(2, value);
    }

    private void keep(ProtobufWriter rest, long start) throws IOException {
        if (in.position() - start > MOST_BYTES - rest.size()) {
            throw new IOException("more than " + MOST_BYTES + " bytes that are no raw tensors");
        }
        rest.copied(in.copy(start, in.position()));
    }

    List<GraphNode> nodes() {
        return nodes;
    }

    Map<String, TensorHeader> initialisers() {
        return initialisers;
    }

    Set<String> outputs() {
        return outputs;
    }

    /** Version of ONNX's operators. */
    long opset() {
        return opset;
    }

    /** True if tensors were in other files before. */
    boolean hasExternalData() {
        return externalData;
    }

    /** True if there is anything that a list of operators does not tell: functions, subgraphs. */
    boolean isUnusual() {
        return unusual;
    }

    /** The {@code ModelProto} with other operators, among them ONNX Runtime's own. */
    byte[] with(List<GraphNode> others) {
        ProtobufWriter graph = new ProtobufWriter();
        others.forEach(node -> graph.bytes(1, node.bytes));
        graph.copied(restOfGraph.toBytes());
        ProtobufWriter model = new ProtobufWriter().copied(restOfModel.toBytes());
        if (!runtimeOperators) {
            model.message(
                    8, new ProtobufWriter().text(1, GraphNode.RUNTIME_DOMAIN).number(2, 1));
        }
        return model.message(7, graph).toBytes();
    }
}
