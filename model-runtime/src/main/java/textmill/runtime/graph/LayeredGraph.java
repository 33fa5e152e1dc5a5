package textmill.runtime.graph;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model with the ends of its layers: normalised hidden states from which everything above is computed, without one matrix
 * product of those below.
 */
final class LayeredGraph {
    private static final Set<String> PRODUCTS = Set.of(
            "MatMul",
            "Gemm",
            GraphNode.RUNTIME_DOMAIN + ":Attention",
            GraphNode.RUNTIME_DOMAIN + ":MultiHeadAttention",
            GraphNode.RUNTIME_DOMAIN + ":FusedMatMul");

    private final Path path;
    private final RewrittenModel model;
    private final Map<String, GraphNode> producers = new HashMap<>();
    private final Map<Integer, End> ends = new LinkedHashMap<>();

    /**
     * The end of a layer.
     *
     * @param value the hidden states there
     * @param products matrix products below it
     */
    record End(GraphValue value, long products) {}

    /**
     * Finds the ends.
     *
     * @param path by which the model is known
     * @param numbers of its values, by name
     */
    LayeredGraph(Path path, RewrittenModel model, Map<String, Integer> numbers) {
        this.path = path;
        this.model = model;
        for (GraphNode node : model.nodes()) {
            node.outputs.forEach(output -> producers.put(output, node));
        }
        for (GraphNode node : model.nodes()) {
            GraphValue value = normalised(node);
            if (value != null && !model.parts().outputs().contains(value.name())) {
                long products = productsOnlyBelow(value.name());
                if (products > 0) {
                    ends.put(Objects.requireNonNull(numbers.get(value.name())), new End(value, products));
                }
            }
        }
    }

    Path path() {
        return path;
    }

    Path directory() {
        return model.directory();
    }

    /** Ends of layers by the numbers of their values. */
    Map<Integer, End> ends() {
        return Collections.unmodifiableMap(ends);
    }

    /** The {@code ModelProto} of what is below an end, which is its only output. */
    byte[] below(End end) {
        Set<String> given = Set.of(end.value().name());
        return model.parts().below(withoutPadding(inOrder(needed(given, "")), null, given), end.value());
    }

    /** The {@code ModelProto} of what is above an end, which is one of its inputs. */
    byte[] above(End end) {
        Set<String> outputs = model.parts().outputs();
        String hidden = end.value().name();
        return model.parts().above(withoutPadding(inOrder(needed(outputs, hidden)), hidden, outputs), end.value());
    }

    private List<GraphNode> withoutPadding(List<GraphNode> nodes, @Nullable String hidden, Set<String> outputs) {
        List<GraphNode> removed = PaddingRemoval.apply(
                nodes, model.parts().initialisers(), model.parts().inputs(), hidden, outputs);
        return removed == null ? nodes : removed;
    }

    /** The result of a normalisation with 32-bit weights, or null. */
    private @Nullable GraphValue normalised(GraphNode node) {
        int scale = node.is("LayerNormalization")
                ? 1
                : node.is(GraphNode.RUNTIME_DOMAIN + ":SkipLayerNormalization") ? 2 : Integer.MAX_VALUE;
        TensorHeader gamma =
                scale < node.inputs.size() ? model.parts().initialisers().get(node.inputs.get(scale)) : null;
        return gamma != null && gamma.isFloatVector() ? new GraphValue(node.outputs.get(0), gamma.dims()[0]) : null;
    }

    /** Matrix products that a value is computed with; 0 if any of them is needed for what is above it too. */
    private long productsOnlyBelow(String value) {
        Set<GraphNode> above = needed(model.parts().outputs(), value);
        List<GraphNode> products = needed(Set.of(value), "").stream()
                .filter(node -> PRODUCTS.contains(node.operator()))
                .toList();
        return products.stream().anyMatch(above::contains) ? 0 : products.size();
    }

    /** The operators that compute some values of the inputs, and of one value that is given. */
    private Set<GraphNode> needed(Collection<String> values, String given) {
        Set<GraphNode> needed = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<String> open = new ArrayDeque<>(values);
        while (!open.isEmpty()) {
            String value = open.pop();
            GraphNode node = value.equals(given) ? null : producers.get(value);
            if (node != null && needed.add(node)) {
                node.inputs.forEach(open::push);
            }
        }
        return needed;
    }

    private List<GraphNode> inOrder(Set<GraphNode> nodes) {
        return model.nodes().stream().filter(nodes::contains).toList();
    }
}
