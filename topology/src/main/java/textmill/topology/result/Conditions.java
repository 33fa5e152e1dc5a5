package textmill.topology.result;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import textmill.topology.config.Key;
import textmill.topology.config.Settings;

/**
 * Those of a kind's conditions that were written, all of which must hold. Immutable.
 *
 * @param <R> what they are about
 */
public final class Conditions<R> {
    private final Settings settings;
    private final List<Predicate<R>> written = new ArrayList<>();

    /** None yet. */
    public Conditions(Settings settings) {
        this.settings = settings;
    }

    /** Adds what a key means, if it was written. */
    public <T> Conditions<R> with(Key<T> key, BiPredicate<R, T> meaning) {
        settings.find(key).ifPresent(value -> written.add(result -> meaning.test(result, value)));
        return this;
    }

    /** True if none was written. */
    public boolean isEmpty() {
        return written.isEmpty();
    }

    /** Whether all hold. */
    public boolean hold(R result) {
        for (Predicate<R> condition : written) {
            if (!condition.test(result)) {
                return false;
            }
        }
        return true;
    }
}
