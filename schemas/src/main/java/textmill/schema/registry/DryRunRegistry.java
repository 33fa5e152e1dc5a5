package textmill.schema.registry;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;

/**
 * A registry that registers nothing: a schema that the real one does not have under its subject gets a number here,
 * from the greatest downwards, that only this object knows. Everything else is asked of the real one. For rehearsals. Thread-safe.
 */
public final class DryRunRegistry implements SchemaRegistry {
    private final SchemaRegistry real;
    private final AtomicInteger next = new AtomicInteger(Integer.MAX_VALUE);
    private final Map<Integer, Schema> made = new ConcurrentHashMap<>();
    private final Map<Schema, Integer> numbers = new ConcurrentHashMap<>();

    /** Asks another registry for what is there. */
    public DryRunRegistry(SchemaRegistry real) {
        this.real = real;
    }

    @Override
    public int register(String subject, Schema schema) {
        try {
            return real.idOf(subject, schema);
        } catch (RegistryRefusedException e) {
            return numbers.computeIfAbsent(schema, unknown -> {
                int number = next.getAndDecrement();
                made.put(number, unknown);
                return number;
            });
        }
    }

    @Override
    public int idOf(String subject, Schema schema) {
        return real.idOf(subject, schema);
    }

    @Override
    public Schema byId(int id) {
        Schema own = made.get(id);
        return own == null ? real.byId(id) : own;
    }

    @Override
    public Schema byGuid(UUID guid) {
        return real.byGuid(guid);
    }

    @Override
    public RegisteredSchema latest(String subject) {
        return real.latest(subject);
    }
}
