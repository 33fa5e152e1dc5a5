package textmill.runtime.graph;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model whose residual additions and layer normalisations are joined, whose {@code BiasGelu} are parted, and whose tokens
 * are quantised each for itself if they are quantised at all, ready for a session. The weights stay in the file that it was
 * read from, as external data, so these are a few hundred kilobytes however large the model is.
 */
public final class FusedGraph {
    private static final Logger LOG = LoggerFactory.getLogger(FusedGraph.class);

    private final byte[] bytes;
    private final Path directory;
    private final int joined;
    private final boolean quantisesPerToken;

    private FusedGraph(byte[] bytes, Path directory, int joined, boolean quantisesPerToken) {
        this.bytes = bytes;
        this.directory = directory;
        this.joined = joined;
        this.quantisesPerToken = quantisesPerToken;
    }

    /** The model with what can be changed changed, or null if there is nothing or the file is out of the ordinary. */
    public static @Nullable FusedGraph of(Path model) {
        try {
            RewrittenModel rewritten = RewrittenModel.read(model);
            return rewritten == null || !rewritten.isChanged()
                    ? null
                    : new FusedGraph(
                            rewritten.parts().with(rewritten.nodes()),
                            rewritten.directory(),
                            rewritten.joined(),
                            rewritten.quantisesPerToken());
        } catch (IOException e) {
            LOG.debug("{} runs as it was written: {}", model, e.getMessage());
            return null;
        }
    }

    /** The {@code ModelProto}; not to be modified. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the files are that hold the weights. They must not change while a session is open. */
    public Path directory() {
        return directory;
    }

    /** True if the model is quantised and every token has scales of its own. */
    public boolean quantisesPerToken() {
        return quantisesPerToken;
    }

    /** Number of pairs that were joined. */
    public int joined() {
        return joined;
    }
}
