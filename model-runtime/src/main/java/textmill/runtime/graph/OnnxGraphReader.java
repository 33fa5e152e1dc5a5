package textmill.runtime.graph;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the structure of an ONNX file. Field numbers from
 * <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 */
public final class OnnxGraphReader {
    /** Operators behind which the numbers are the same. */
    private static final Set<String> SAME_NUMBERS = Set.of("Identity", "Cast", "Reshape", "Squeeze", "Flatten");

    /** How the transformers library names a table of absolute positions, quantised or not. */
    private static final Pattern POSITIONS = Pattern.compile("(.*[./])?(position_embeddings|wpe)\\.weight([._]\\w+)?");

    private final ProtobufReader in;
    private final Map<String, Long> opsets = new HashMap<>();
    private final List<OnnxGraph.Value> inputs = new ArrayList<>();
    private final List<OnnxGraph.Value> outputs = new ArrayList<>();
    private final Set<String> operators = new HashSet<>();
    private final Set<OnnxGraph.ExternalData> external = new HashSet<>();
    private final Map<String, long[]> initialisers = new HashMap<>();
    private final List<List<String>> gathers = new ArrayList<>();
    private final Map<String, String> casts = new HashMap<>();
    private final Map<String, String> producers = new HashMap<>();
    private final Map<String, String> sources = new HashMap<>();

    private OnnxGraphReader(ProtobufReader in) {
        this.in = in;
    }

    /** Reads the file; an {@link IOException} says at which byte it stops being a model. */
    public static OnnxGraph read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new OnnxGraphReader(new ProtobufReader(channel)).model();
        }
    }

    private OnnxGraph model() throws IOException {
        boolean[] seen = new boolean[1];
        in.fields(in.size(), (field, type, limit) -> {
            if (field == 7 && type == ProtobufReader.BYTES) {
                seen[0] = true;
                graph(in.readEnd(limit));
            } else if (field == 8 && type == ProtobufReader.BYTES) {
                opset(OpsetImport.read(in, in.readEnd(limit)));
            } else {
                in.skip(type, limit);
            }
        });
        if (!seen[0]) {
            throw new IOException("no graph");
        }
        inputs.removeIf(input -> initialisers.containsKey(input.name()));
        return new OnnxGraph(
                Map.copyOf(opsets),
                List.copyOf(inputs),
                List.copyOf(outputs),
                Set.copyOf(operators),
                embeddingRows(),
                positionRows(),
                Set.copyOf(external),
                makers());
    }

    private void opset(OpsetImport imported) {
        opsets.put(imported.domain(), imported.version());
    }

    private void graph(long end) throws IOException {
        in.fields(end, (field, type, limit) -> {
            if (type != ProtobufReader.BYTES) {
                in.skip(type, limit);
                return;
            }
            switch (field) {
                case 1 -> node(in.readEnd(limit));
                case 5 -> tensor(in.readEnd(limit));
                case 11 -> inputs.add(value(in.readEnd(limit)));
                case 12 -> outputs.add(value(in.readEnd(limit)));
                default -> in.skip(type, limit);
            }
        });
    }

    private void node(long end) throws IOException {
        List<String> from = new ArrayList<>();
        List<String> to = new ArrayList<>();
        String[] operator = {""};
        in.fields(end, (field, type, limit) -> {
            switch (type == ProtobufReader.BYTES ? field : -1) {
                case 1 -> from.add(in.readString(limit));
                case 2 -> to.add(in.readString(limit));
                case 4 -> operator[0] = in.readString(limit);
                case 5 -> attribute(in.readEnd(limit));
                default -> in.skip(type, limit);
            }
        });
        operators.add(operator[0]);
        if (!to.isEmpty()) {
            producers.put(to.get(0), operator[0]);
            if (SAME_NUMBERS.contains(operator[0]) && !from.isEmpty()) {
                sources.put(to.get(0), from.get(0));
            }
        }
        if (operator[0].equals("Gather") && from.size() == 2) {
            gathers.add(from);
        } else if (operator[0].equals("EmbedLayerNormalization") && from.size() > 2) {
            gathers.add(List.of(from.get(2), from.get(0)));
        } else if (!from.isEmpty() && !to.isEmpty()) {
            casts.put(to.get(0), from.get(0));
        }
    }

    private void attribute(long end) throws IOException {
        in.fields(end, (field, type, limit) -> {
            if (field == 5 && type == ProtobufReader.BYTES) {
                tensor(in.readEnd(limit));
            } else if (field == 6 && type == ProtobufReader.BYTES) {
                subgraph(in.readEnd(limit));
            } else {
                in.skip(type, limit);
            }
        });
    }

    /** Inputs and outputs of a subgraph are not the model's. */
    private void subgraph(long end) throws IOException {
        in.fields(end, (field, type, limit) -> {
            if (field == 1 && type == ProtobufReader.BYTES) {
                node(in.readEnd(limit));
            } else if (field == 5 && type == ProtobufReader.BYTES) {
                tensor(in.readEnd(limit));
            } else {
                in.skip(type, limit);
            }
        });
    }

    private void tensor(long end) throws IOException {
        TensorHeader tensor = TensorHeader.read(in, end);
        if (!tensor.name().isEmpty()) {
            initialisers.put(tensor.name(), tensor.dims());
        }
        if (tensor.location() != null) {
            external.add(new OnnxGraph.ExternalData(tensor.location(), tensor.externalEnd()));
        }
    }

    private OnnxGraph.Value value(long end) throws IOException {
        String[] name = {""};
        int[] elementType = {0};
        List<Long> shape = new ArrayList<>();
        boolean[] shaped = {false};
        in.fields(end, (field, type, limit) -> {
            if (field == 1 && type == ProtobufReader.BYTES) {
                name[0] = in.readString(limit);
            } else if (field == 2 && type == ProtobufReader.BYTES) {
                long typeEnd = in.readEnd(limit);
                in.fields(typeEnd, (f, t, l) -> {
                    if (f == 1 && t == ProtobufReader.BYTES) {
                        tensorType(in.readEnd(l), elementType, shape, shaped);
                    } else {
                        in.skip(t, l);
                    }
                });
            } else {
                in.skip(type, limit);
            }
        });
        return new OnnxGraph.Value(
                name[0],
                elementType[0],
                shaped[0] ? shape.stream().mapToLong(Long::longValue).toArray() : null);
    }

    private void tensorType(long end, int[] elementType, List<Long> shape, boolean[] shaped) throws IOException {
        in.fields(end, (field, type, limit) -> {
            if (field == 1 && type == ProtobufReader.VARINT) {
                elementType[0] = (int) in.readVarint();
            } else if (field == 2 && type == ProtobufReader.BYTES) {
                shaped[0] = true;
                in.fields(in.readEnd(limit), (f, t, l) -> {
                    if (f == 1 && t == ProtobufReader.BYTES) {
                        shape.add(dimension(in.readEnd(l)));
                    } else {
                        in.skip(t, l);
                    }
                });
            } else {
                in.skip(type, limit);
            }
        });
    }

    private long dimension(long end) throws IOException {
        long[] size = {-1};
        in.fields(end, (field, type, limit) -> {
            if (field == 1 && type == ProtobufReader.VARINT) {
                size[0] = in.readVarint();
            } else {
                in.skip(type, limit);
            }
        });
        return size[0];
    }

    private long embeddingRows() {
        for (List<String> gather : gathers) {
            long[] table = shapeBehind(gather.get(0));
            if (table != null && table.length == 2 && behind(gather.get(1)).equals("input_ids")) {
                return table[0];
            }
        }
        return -1;
    }

    private Map<String, String> makers() {
        Map<String, String> makers = new HashMap<>();
        for (OnnxGraph.Value output : outputs) {
            String at = output.name();
            for (int hops = 0; hops < sources.size() && sources.containsKey(at); hops++) {
                at = sources.get(at);
            }
            String operator = producers.get(at);
            if (operator != null) {
                makers.put(output.name(), operator);
            }
        }
        return Map.copyOf(makers);
    }

    private long positionRows() {
        return initialisers.entrySet().stream()
                .filter(tensor -> POSITIONS.matcher(tensor.getKey()).matches() && tensor.getValue().length == 2)
                .mapToLong(tensor -> tensor.getValue()[0])
                .min()
                .orElse(-1);
    }

    /** Follows single-input operators (Cast, DequantizeLinear, ...) back to where the value comes from. */
    private String behind(String name) {
        String at = name;
        for (int hops = 0; hops < 4; hops++) {
            String before = casts.get(at);
            if (before == null) {
                return at;
            }
            at = before;
        }
        return at;
    }

    private long @Nullable [] shapeBehind(String name) {
        long[] direct = initialisers.get(name);
        return direct != null ? direct : initialisers.get(behind(name));
    }
}
