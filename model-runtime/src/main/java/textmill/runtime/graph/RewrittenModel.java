package textmill.runtime.graph;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model taken apart, and its operators with everything changed that computes the same faster.
 *
 * @param parts the model as it was written
 * @param nodes its operators, changed
 * @param file that it was read from, behind links
 * @param joined how many pairs of operators were joined
 * @param quantisesPerToken if the model is quantised and every token has scales of its own
 */
record RewrittenModel(ModelParts parts, List<GraphNode> nodes, Path file, int joined, boolean quantisesPerToken) {

    /**
     * Reads a file.
     *
     * @return null if it is out of the ordinary
     */
    static @Nullable RewrittenModel read(Path model) throws IOException {
        try (FileChannel channel = FileChannel.open(model, StandardOpenOption.READ)) {
            return read(channel, model);
        }
    }

    private static @Nullable RewrittenModel read(FileChannel channel, Path path) throws IOException {
        // Behind a link (of a download cache, say) nothing else of the model need be found.
        Path file = path.toRealPath();
        Path name = file.getFileName();
        if (file.getParent() == null || name == null) {
            return null;
        }
        ModelParts parts = ModelParts.read(new ProtobufReader(channel), name.toString());
        boolean linked = Files.isSymbolicLink(path);
        return parts.isUnusual() || (linked && parts.hasExternalData()) ? null : of(parts, file);
    }

    private static RewrittenModel of(ModelParts parts, Path file) {
        Set<GraphNode> original = Set.copyOf(parts.nodes());
        List<GraphNode> nodes = new SkipLayerNormFusion(parts.nodes(), parts.initialisers(), parts.outputs()).apply();
        int joined =
                (int) nodes.stream().filter(node -> !original.contains(node)).count();
        List<GraphNode> perToken =
                new PerTokenQuantisation(nodes, parts.initialisers(), parts.outputs(), parts.opset()).apply();
        List<GraphNode> split = BiasGeluSplit.apply(perToken == null ? nodes : perToken);
        return new RewrittenModel(parts, split, file, joined, perToken != null);
    }

    /** Where its weights are. */
    Path directory() {
        return file.resolveSibling("");
    }

    /** True if anything is different from what was written. */
    boolean isChanged() {
        Set<GraphNode> original = Set.copyOf(parts.nodes());
        return original.size() != nodes.size() || !original.containsAll(nodes);
    }
}
