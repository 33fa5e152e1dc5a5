package textmill.runtime.engine;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import textmill.runtime.text.TextInput;

/**
 * The computations that have no result yet, each text once in each pass of a model: a text that comes again joins the computation
 * that is under way. Thread-safe.
 */
final class InFlight {
    private final ConcurrentMap<Key, Computation> computations = new ConcurrentHashMap<>();

    private record Key(ModelPass pass, TextInput input) {}

    /** The computation under way and whether it is new, in which case the caller must start it. */
    record Joined(Computation computation, boolean started) {}

    Joined join(ModelPass pass, TextInput input) {
        Computation mine = new Computation(pass, input);
        Computation joined = computations.compute(new Key(pass, input), (key, present) -> {
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
        computations.remove(new Key(computation.pass, computation.input), computation);
    }

    List<Computation> all() {
        return List.copyOf(computations.values());
    }
}
