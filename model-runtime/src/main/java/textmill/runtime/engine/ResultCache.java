package textmill.runtime.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers the results of the texts that were asked for last. Bounded; thread-safe. */
final class ResultCache {
    private final Map<Key, ComputedText> results;

    private record Key(int model, String text) {}

    private static final class Recent extends LinkedHashMap<Key, ComputedText> {
        private final int capacity;

        Recent(int capacity) {
            super(16, 0.75f, true);
            this.capacity = capacity;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ComputedText> eldest) {
            return size() > capacity;
        }
    }

    ResultCache(int capacity) {
        results = new Recent(capacity);
    }

    synchronized @Nullable ComputedText get(LoadedModel model, String text) {
        return results.get(new Key(model.index, text));
    }

    synchronized void put(Computation computation, ComputedText result) {
        results.put(new Key(computation.model.index, computation.text), result);
    }
}
