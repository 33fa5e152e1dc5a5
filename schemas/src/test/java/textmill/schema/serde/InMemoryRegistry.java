package textmill.schema.serde;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.avro.Schema;
import textmill.schema.registry.RegisteredSchema;
import textmill.schema.registry.RegistryRefusedException;
import textmill.schema.registry.SchemaRegistry;

/** A registry that takes everything, in memory. Ids start at 1. */
public final class InMemoryRegistry implements SchemaRegistry {
    private static final int NOT_FOUND = 404;
    private static final int UNKNOWN_SUBJECT = 40401;
    private static final int UNKNOWN_SCHEMA = 40403;

    private final List<RegisteredSchema> schemas = new ArrayList<>();

    /** Registers under subject "test". */
    public int add(Schema schema) {
        return register("test", schema);
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        for (RegisteredSchema known : schemas) {
            if (known.subject().equals(subject) && known.schema().equals(schema)) {
                return known.id();
            }
        }
        // The text is what a real registry keeps: parse it back, so that nobody relies on getting the same object.
        Schema parsed = new Schema.Parser().parse(schema.toString());
        schemas.add(new RegisteredSchema(subject, 1, schemas.size() + 1, parsed));
        return schemas.size();
    }

    @Override
    public synchronized int idOf(String subject, Schema schema) {
        return schemas.stream()
                .filter(known ->
                        known.subject().equals(subject) && known.schema().equals(schema))
                .findFirst()
                .orElseThrow(() -> new RegistryRefusedException("Schema not found", NOT_FOUND, UNKNOWN_SCHEMA))
                .id();
    }

    @Override
    public synchronized Schema byId(int id) {
        if (id < 1 || id > schemas.size()) {
            throw new RegistryRefusedException("Schema " + id + " not found", NOT_FOUND, UNKNOWN_SCHEMA);
        }
        return schemas.get(id - 1).schema();
    }

    /** The guid of a schema is its id in this registry. */
    @Override
    public Schema byGuid(UUID guid) {
        return byId((int) guid.getLeastSignificantBits());
    }

    @Override
    public synchronized RegisteredSchema latest(String subject) {
        return schemas.stream()
                .filter(known -> known.subject().equals(subject))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new RegistryRefusedException("Subject not found", NOT_FOUND, UNKNOWN_SUBJECT));
    }
}
