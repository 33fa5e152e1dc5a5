package textmill.runtime.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Numbers the values of several graphs: two have the same number if the same operators compute them of the same inputs and
 * of weights of the same bytes, whatever they are called. Compilers know this as value numbering (Cocke and Schwartz, 1970).
 */
final class ValueNumbers {
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final Map<Kind, List<Weights>> weights = new HashMap<>();
    private int next;
    private int compared;

    private record Input(String name) {}

    /** Weights that may be the same; many of a model have one shape, few of these begin alike. */
    private record Kind(int elementType, List<Long> dims, int beginning) {}

    private record Weights(TensorBytes bytes, int number) {}

    /** One output of an operator. */
    private record Computed(
            String operator, Set<ByteBuffer> settings, List<Integer> inputs, int output, Map<String, Long> opsets) {}

    /** The number of every value that the model computes, by its name. */
    Map<String, Integer> of(RewrittenModel model) throws IOException {
        Map<String, Integer> known = new HashMap<>();
        for (GraphNode node : model.nodes()) {
            List<Integer> inputs = new ArrayList<>();
            for (String input : node.inputs) {
                inputs.add(number(input, known, model));
            }
            for (int i = 0; i < node.outputs.size(); i++) {
                Map<String, Long> opsets = model.parts().opsets();
                known.put(
                        node.outputs.get(i), number(new Computed(node.operator(), node.settings(), inputs, i, opsets)));
            }
        }
        return known;
    }

    /** How often the bytes of two tensors were compared so far. */
    int compared() {
        return compared;
    }

    private int number(String name, Map<String, Integer> known, RewrittenModel model) throws IOException {
        Integer number = known.get(name);
        if (number == null) {
            TensorHeader tensor = model.parts().initialisers().get(name);
            number = tensor == null ? number(new Input(name)) : number(tensor, model);
            known.put(name, number);
        }
        return number;
    }

    private int number(Object key) {
        return numbers.computeIfAbsent(key, unknown -> next++);
    }

    private int number(TensorHeader tensor, RewrittenModel model) throws IOException {
        TensorBytes bytes = TensorBytes.of(tensor, model.file());
        if (bytes == null) {
            return next++;
        }
        List<Long> dims = Arrays.stream(tensor.dims()).boxed().toList();
        Kind kind = new Kind(tensor.elementType(), dims, bytes.beginning());
        List<Weights> alike = weights.computeIfAbsent(kind, unknown -> new ArrayList<>());
        for (Weights other : alike) {
            compared++;
            if (other.bytes.matches(bytes)) {
                return other.number;
            }
        }
        alike.add(new Weights(bytes, next));
        return next++;
    }
}
