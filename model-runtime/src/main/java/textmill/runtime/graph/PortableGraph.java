package textmill.runtime.graph;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model whose operators another runtime than ONNX Runtime computes as they are meant. */
public final class PortableGraph {
    private PortableGraph() {}

    /**
     * The {@code ModelProto} with what must be changed changed, its large tensors still in {@code model}, by that file's name;
     * null if nothing must be, or if the file is out of the ordinary.
     *
     * @throws IOException if the file cannot be read
     */
    public static byte @Nullable [] forOpenVino(Path model) throws IOException {
        Path name = model.getFileName();
        if (name == null) {
            return null;
        }
        try (FileChannel channel = FileChannel.open(model, StandardOpenOption.READ)) {
            ModelParts parts = ModelParts.read(new ProtobufReader(channel), name.toString());
            List<GraphNode> split = ReductionSplit.apply(parts.nodes(), parts.opset());
            return parts.isUnusual() || split.size() == parts.nodes().size() ? null : parts.with(split);
        }
    }
}
