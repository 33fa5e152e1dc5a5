package textmill.runtime.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/** Remembers results by model and text, bounded by number and by bytes. Thread-safe. */
final class ResultCache {
    /** Objects, keys and the entry itself; about what a profiler shows for a short text. */
    private static final int ENTRY_BYTES = 256;

    private final Cache<Key, ComputedText> results;

    private record Key(int model, String text) {}

    ResultCache(EngineConfig.Cache config) {
        // The library bounds one thing only: if no entry weighs less than its share, the weights bound the number too.
        long share = Math.max(1, config.bytes() / config.texts());
        results = Caffeine.newBuilder()
                .maximumWeight(config.bytes())
                .<Key, ComputedText>weigher((key, result) ->
                        (int) Math.min(Integer.MAX_VALUE, Math.max(share, ENTRY_BYTES + bytes(key) + result.bytes())))
                .executor(Runnable::run)
                .build();
    }

    private static long bytes(Key key) {
        return 2L * key.text().length();
    }

    @Nullable
    ComputedText get(LoadedModel model, String text) {
        return results.getIfPresent(new Key(model.index(), text));
    }

    void put(Computation computation, ComputedText result) {
        results.put(new Key(computation.model.index(), computation.text), result);
    }
}
