package textmill.topology.decode;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whether the schema registry answers; readiness looks at it. Thread-safe. */
public final class RegistryCondition {
    private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();

    /** The registry answered, whatever it said. */
    public void answered() {
        if (trouble.get() != null) {
            trouble.set(null);
        }
    }

    /** The registry gave no verdict. */
    public void silent(@Nullable String what) {
        trouble.set(what == null ? "the schema registry does not answer" : what);
    }

    /** What is wrong, if anything is. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble.get());
    }
}
