package textmill.runtime.graph;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model whose residual additions and layer normalisations are joined, whose {@code BiasGelu} are parted, and whose tokens
 * are quantised each for itself if they are quantised at all, ready for a session; {@link #withoutPadding} too, where that
 * can be done. The weights stay in the file that it was read from, as external data, so these are a few hundred kilobytes
 * however large the model is.
 */
public final class FusedGraph {
    /** An input of graphs without padding: where each token is among rows times longest, {@code [tokens]}. */
    public static final String TOKENS = PaddingRemoval.TOKENS;

    /** The other one: which of those tokens is in each place, {@code [batch, seq]}. */
    public static final String PLACES = PaddingRemoval.PLACES;

    private static final Logger LOG = LoggerFactory.getLogger(FusedGraph.class);

    private final RewrittenModel model;
    private final byte[] bytes;

    private FusedGraph(RewrittenModel model, List<GraphNode> nodes) {
        this.model = model;
        this.bytes = model.parts().with(nodes);
    }

    /** The model with what can be changed changed, or null if there is nothing or the file is out of the ordinary. */
    public static @Nullable FusedGraph of(Path model) {
        try {
            RewrittenModel rewritten = RewrittenModel.read(model);
            return rewritten == null || !rewritten.isChanged() ? null : new FusedGraph(rewritten, rewritten.nodes());
        } catch (IOException e) {
            LOG.debug("{} runs as it was written: {}", model, e.getMessage());
            return null;
        }
    }

    /**
     * The same model, in which only what looks at several tokens computes padding; null if that is not known to be possible.
     * It takes {@link #TOKENS} and {@link #PLACES} too.
     */
    public @Nullable FusedGraph withoutPadding() {
        ModelParts parts = model.parts();
        List<GraphNode> removed =
                PaddingRemoval.apply(model.nodes(), parts.initialisers(), parts.inputs(), null, parts.outputs());
        return removed == null ? null : new FusedGraph(model, removed);
    }

    /** The {@code ModelProto}; not to be modified. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the files are that hold the weights. They must not change while a session is open. */
    public Path directory() {
        return model.directory();
    }

    /** True if the model is quantised and every token has scales of its own. */
    public boolean quantisesPerToken() {
        return model.quantisesPerToken();
    }

    /** Number of pairs that were joined. */
    public int joined() {
        return model.joined();
    }
}
