package textmill.topology.decode;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the schema registry answers; readiness looks at it, and the log has its beginning and its end. Thread-safe. */
public final class RegistryCondition {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryCondition.class);

    private final Map<Need, String> troubles = new ConcurrentHashMap<>();

    /** What the registry is needed for: one can be served from a cache while the other is not. */
    public enum Need {
        /** Schemas of input records. */
        READING,
        /** Schemas of results. */
        WRITING
    }

    /** The need was met. */
    public void met(Need need) {
        if (!troubles.isEmpty() && troubles.remove(need) != null) {
            LOG.info("The schema registry answers again, schemas for {} are there", word(need));
        }
    }

    /** The registry gave no verdict. */
    public void unmet(Need need, @Nullable String what) {
        String trouble = what == null ? "the schema registry does not answer" : what;
        if (troubles.put(need, trouble) == null) {
            LOG.warn("No schemas for {}: {}. Records wait until it answers.", word(need), trouble);
        }
    }

    private static String word(Need need) {
        return need.name().toLowerCase(Locale.ROOT);
    }

    /** What is wrong, if anything is. */
    public Optional<String> trouble() {
        return troubles.values().stream().findFirst();
    }
}
