package textmill.schema.registry;

import org.apache.avro.Schema;

/**
 * Remembers answers. An id never changes its meaning, so ids are kept until pushed out; the latest version of a subject
 * and the news that an id is unknown are believed for a short time only.
 */
final class CachingSchemaRegistry implements SchemaRegistry {
    private record SubjectSchema(String subject, Schema schema) {}

    private final SchemaRegistry next;
    private final BoundedCache<Integer, Schema> byId;
    private final BoundedCache<Integer, RegistryRefusedException> missing;
    private final BoundedCache<SubjectSchema, Integer> registered;
    private final BoundedCache<SubjectSchema, Integer> lookedUp;
    private final BoundedCache<String, RegisteredSchema> latest;

    CachingSchemaRegistry(SchemaRegistry next, RegistryConfig.Caching caching) {
        this(next, caching, System::nanoTime);
    }

    CachingSchemaRegistry(SchemaRegistry next, RegistryConfig.Caching caching, NanoClock clock) {
        this.next = next;
        this.byId = new BoundedCache<>(caching.capacity(), Long.MAX_VALUE, clock);
        this.missing = new BoundedCache<>(
                caching.missingCapacity(), caching.missingIdTtl().toNanos(), clock);
        this.registered = new BoundedCache<>(caching.capacity(), Long.MAX_VALUE, clock);
        this.lookedUp = new BoundedCache<>(caching.capacity(), Long.MAX_VALUE, clock);
        this.latest = new BoundedCache<>(caching.capacity(), caching.latestTtl().toNanos(), clock);
    }

    @Override
    public int register(String subject, Schema schema) {
        return registered.get(new SubjectSchema(subject, schema), () -> next.register(subject, schema));
    }

    @Override
    public int idOf(String subject, Schema schema) {
        return lookedUp.get(new SubjectSchema(subject, schema), () -> next.idOf(subject, schema));
    }

    @Override
    public Schema byId(int id) {
        return byId.get(id, () -> loadById(id));
    }

    @Override
    public RegisteredSchema latest(String subject) {
        return latest.get(subject, () -> next.latest(subject));
    }

    private Schema loadById(int id) {
        // A burst of records with one unknown id must not cost a round of retries each.
        RegistryRefusedException known = missing.peek(id);
        if (known != null) {
            throw new RegistryRefusedException(String.valueOf(known.getMessage()), known.status(), known.errorCode());
        }
        try {
            return next.byId(id);
        } catch (RegistryRefusedException e) {
            if (e.isNotFound()) {
                missing.put(id, e);
            }
            throw e;
        }
    }
}
