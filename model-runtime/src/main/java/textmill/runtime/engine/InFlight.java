package textmill.runtime.engine;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The computations that have no result yet, each text of each model once: a text that comes again joins the computation
 * that is under way. Thread-safe.
 */
final class InFlight {
    private final ConcurrentMap<Key, Computation> computations = new ConcurrentHashMap<>();

    private record Key(int model, String text) {}

    /** The computation under way and whether it is new, in which case the caller must start it. */
    record Joined(Computation computation, boolean started) {}

    Joined join(LoadedModel model, String text) {
        Computation mine = new Computation(model, text);
        Computation joined = computations.compute(new Key(model.index(), text), (key, present) -> {
            if (present == null) {
                return mine;
            }
            present.shared = true;
            return present;
        });
        return new Joined(joined, joined == mine);
    }

    /** From here on the same text starts anew. */
    void remove(Computation computation) {
        computations.remove(new Key(computation.model.index(), computation.text), computation);
    }

    List<Computation> all() {
        return List.copyOf(computations.values());
    }
}
