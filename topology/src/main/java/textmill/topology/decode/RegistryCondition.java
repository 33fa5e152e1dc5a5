package textmill.topology.decode;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Whether the schema registry answers; readiness looks at it. Thread-safe. */
public final class RegistryCondition {
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
        if (!troubles.isEmpty()) {
            troubles.remove(need);
        }
    }

    /** The registry gave no verdict. */
    public void unmet(Need need, @Nullable String what) {
        troubles.put(need, what == null ? "the schema registry does not answer" : what);
    }

    /** What is wrong, if anything is. */
    public Optional<String> trouble() {
        return troubles.values().stream().findFirst();
    }
}
