package textmill.topology.judging;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store in memory that keeps what was written in its order, as a changelog does. */
final class MapStore implements KeyValueStore<Bytes, byte[]> {
    final List<Row> changelog = new ArrayList<>();
    private final TreeMap<Bytes, byte[]> rows = new TreeMap<>();

    /** @param value null if the row was deleted */
    record Row(Bytes key, byte @Nullable [] value) {}

    /** What a beginning of a changelog gives. */
    static MapStore of(List<Row> beginning) {
        MapStore store = new MapStore();
        for (Row row : beginning) {
            byte[] value = row.value;
            if (value == null) {
                store.rows.remove(row.key);
            } else {
                store.rows.put(row.key, value);
            }
        }
        return store;
    }

    int bytes() {
        return rows.entrySet().stream()
                .mapToInt(row -> row.getKey().get().length + row.getValue().length)
                .sum();
    }

    @Override
    public void put(Bytes key, byte[] value) {
        changelog.add(new Row(key, value));
        rows.put(key, value);
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        changelog.add(new Row(key, null));
        return rows.remove(key);
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        return rows.get(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        Iterator<Map.Entry<Bytes, byte[]>> found =
                new TreeMap<>(rows.subMap(from, true, to, true)).entrySet().iterator();
        return new KeyValueIterator<>() {
            @Override
            public boolean hasNext() {
                return found.hasNext();
            }

            @Override
            public KeyValue<Bytes, byte[]> next() {
                Map.Entry<Bytes, byte[]> row = found.next();
                return KeyValue.pair(row.getKey(), row.getValue());
            }

            @Override
            public Bytes peekNextKey() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public byte[] putIfAbsent(Bytes key, byte[] value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        throw new UnsupportedOperationException();
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long approximateNumEntries() {
        return rows.size();
    }

    @Override
    public String name() {
        return "map";
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {}

    @Override
    public void close() {}

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }
}
