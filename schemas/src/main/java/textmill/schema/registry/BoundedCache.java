package textmill.schema.registry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A small least-recently-used map whose entries may also expire. Loading happens outside the lock. */
final class BoundedCache<K, V> {
    private record Entry<V>(V value, long writtenNanos) {}

    private final Map<K, Entry<V>> entries;
    private final long ttlNanos;
    private final NanoClock clock;

    /**
     * @param capacity entries beyond this push out the one unused for longest
     * @param ttlNanos age at which an entry no longer counts; {@link Long#MAX_VALUE} for never
     */
    BoundedCache(int capacity, long ttlNanos, NanoClock clock) {
        this.ttlNanos = ttlNanos;
        this.clock = clock;
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Entry<V>> eldest) {
                return size() > capacity;
            }
        };
    }

    V get(K key, Supplier<V> loader) {
        V cached = peek(key);
        if (cached != null) {
            return cached;
        }
        V loaded = loader.get();
        put(key, loaded);
        return loaded;
    }

    synchronized @Nullable V peek(K key) {
        Entry<V> entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        if (clock.nanoTime() - entry.writtenNanos() >= ttlNanos) {
            entries.remove(key);
            return null;
        }
        return entry.value();
    }

    synchronized void put(K key, V value) {
        entries.put(key, new Entry<>(value, clock.nanoTime()));
    }

    synchronized int size() {
        return entries.size();
    }
}
