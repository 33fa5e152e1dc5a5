package textmill.runtime.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import textmill.runtime.text.TextInput;

/** Remembers results by pass of a model and text, bounded by number and by bytes. Thread-safe. */
final class ResultCache {
    /** Objects, keys and the entry itself; about what a profiler shows for a short text. */
    private static final int ENTRY_BYTES = 256;

    private final Cache<Key, ComputedText> results;

    private record Key(ModelPass pass, TextInput input) {}

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
        return 2 * key.input().characters();
    }

    @Nullable
    ComputedText get(ModelPass pass, TextInput input) {
        return results.getIfPresent(new Key(pass, input));
    }

    void put(Computation computation, ComputedText result) {
        results.put(new Key(computation.pass, computation.input), result);
    }
}
