package textmill.runtime.graph;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lower layers that several models have in common, by the same operators with weights of the same bytes, and what each
 * has above them. The weights stay in the files that they were read from.
 */
public final class SharedLayers {
    private static final Logger LOG = LoggerFactory.getLogger(SharedLayers.class);

    private final Part below;
    private final Map<Path, Part> above;
    private final long products;

    private SharedLayers(Part below, Map<Path, Part> above, long products) {
        this.below = below;
        this.above = above;
        this.products = products;
    }

    /**
     * A part of a model, ready for a session.
     *
     * @param bytes the {@code ModelProto}; not to be modified
     * @param directory where the files are that hold its weights, which must not change while a session is open
     * @param hidden name of the hidden states between the two parts, {@code [batch, seq, hidden]} of 32-bit floats: the
     *     output of the lower one, an input of the upper one
     */
    public record Part(byte[] bytes, Path directory, String hidden) {}

    /**
     * Those that some models share: whatever saves most first, and of what is left again. Empty if they share nothing.
     *
     * @param models files that are fed with the same inputs
     */
    public static List<SharedLayers> among(Collection<Path> models) {
        List<LayeredGraph> graphs = new ArrayList<>();
        ValueNumbers numbers = new ValueNumbers();
        for (Path path : models) {
            try {
                RewrittenModel model = RewrittenModel.read(path);
                if (model != null) {
                    graphs.add(new LayeredGraph(path, model, numbers.of(model)));
                }
            } catch (IOException e) {
                LOG.debug("{} shares no layers: {}", path, e.getMessage());
            }
        }
        List<SharedLayers> found = new ArrayList<>();
        for (SharedLayers best = best(graphs); best != null; best = best(graphs)) {
            found.add(best);
            Map<Path, Part> members = best.above;
            graphs.removeIf(graph -> members.containsKey(graph.path()));
        }
        return found;
    }

    private static @Nullable SharedLayers best(List<LayeredGraph> graphs) {
        Map<Integer, List<LayeredGraph>> byEnd = new HashMap<>();
        for (LayeredGraph graph : graphs) {
            graph.ends().keySet().forEach(end -> byEnd.computeIfAbsent(end, first -> new ArrayList<>())
                    .add(graph));
        }
        int best = -1;
        long most = 0;
        for (Map.Entry<Integer, List<LayeredGraph>> entry : byEnd.entrySet()) {
            List<LayeredGraph> members = entry.getValue();
            long saved =
                    (members.size() - 1) * end(members.get(0), entry.getKey()).products();
            if (saved > most) {
                most = saved;
                best = entry.getKey();
            }
        }
        List<LayeredGraph> members = byEnd.get(best);
        return members == null ? null : cut(members, best);
    }

    private static SharedLayers cut(List<LayeredGraph> members, int number) {
        LayeredGraph first = members.get(0);
        LayeredGraph.End end = end(first, number);
        Part below = new Part(first.below(end), first.directory(), end.value().name());
        Map<Path, Part> above = new LinkedHashMap<>();
        for (LayeredGraph member : members) {
            LayeredGraph.End own = end(member, number);
            above.put(
                    member.path(),
                    new Part(member.above(own), member.directory(), own.value().name()));
        }
        return new SharedLayers(below, above, end.products());
    }

    private static LayeredGraph.End end(LayeredGraph graph, int number) {
        LayeredGraph.End end = graph.ends().get(number);
        if (end == null) {
            throw new IllegalArgumentException("no layer of " + graph.path() + " ends at value " + number);
        }
        return end;
    }

    /** What all of them compute first. */
    public Part below() {
        return below;
    }

    /** What each computes of that, by the model's file. */
    public Map<Path, Part> above() {
        return above;
    }

    /** Matrix products in the shared layers, as a measure of them. */
    public long products() {
        return products;
    }
}
