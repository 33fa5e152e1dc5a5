package textmill.schema.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Remembers answers. An id never changes its meaning, so ids are kept until pushed out; the latest version of a subject
 * and the news that an id is unknown or unreadable are believed for a short time only.
 *
 * <p>Questions are asked outside of the caches: while a cache computes a value, it makes neighbouring keys wait.
 */
final class CachingSchemaRegistry implements SchemaRegistry {
    private record SubjectSchema(String subject, Schema schema) {}

    private final SchemaRegistry next;
    /** Schemas by number ({@link Integer}) and by {@link UUID}. */
    private final Cache<Object, Schema> byId;

    private final Cache<Object, SerializationException> verdicts;
    private final Cache<SubjectSchema, Integer> registered;
    private final Cache<SubjectSchema, Integer> lookedUp;
    private final Cache<String, RegisteredSchema> latest;

    CachingSchemaRegistry(SchemaRegistry next, RegistryClientConfig.Caching caching) {
        this(next, caching, Ticker.systemTicker());
    }

    CachingSchemaRegistry(SchemaRegistry next, RegistryClientConfig.Caching caching, Ticker clock) {
        this.next = next;
        this.byId = cache(caching.capacity()).build();
        this.registered = cache(caching.capacity()).build();
        this.lookedUp = cache(caching.capacity()).build();
        this.verdicts = expiring(caching.missingCapacity(), caching.missingIdTtl(), clock);
        this.latest = expiring(caching.capacity(), caching.latestTtl(), clock);
    }

    /** What is pushed out goes at once and on the caller's thread: the pool that all of the JVM shares is not ours. */
    private static Caffeine<Object, Object> cache(int capacity) {
        return Caffeine.newBuilder().maximumSize(capacity).executor(Runnable::run);
    }

    private static <K, V> Cache<K, V> expiring(int capacity, Duration ttl, Ticker clock) {
        return cache(capacity).expireAfterWrite(ttl).ticker(clock).build();
    }

    @Override
    public int register(String subject, Schema schema) {
        return remembered(registered, new SubjectSchema(subject, schema), () -> next.register(subject, schema));
    }

    @Override
    public int idOf(String subject, Schema schema) {
        return remembered(lookedUp, new SubjectSchema(subject, schema), () -> next.idOf(subject, schema));
    }

    @Override
    public Schema byId(int id) {
        return remembered(byId, id, () -> load(id, () -> next.byId(id)));
    }

    @Override
    public Schema byGuid(UUID guid) {
        return remembered(byId, guid, () -> load(guid, () -> next.byGuid(guid)));
    }

    @Override
    public RegisteredSchema latest(String subject) {
        return remembered(latest, subject, () -> next.latest(subject));
    }

    private static <K, V> V remembered(Cache<K, V> cache, K key, Supplier<V> source) {
        V known = cache.getIfPresent(key);
        if (known != null) {
            return known;
        }
        V answer = source.get();
        cache.put(key, answer);
        return answer;
    }

    private Schema load(Object id, Supplier<Schema> source) {
        // A burst of records with one bad id must not cost a round of questions each.
        SerializationException known = verdicts.getIfPresent(id);
        if (known != null) {
            throw again(known);
        }
        try {
            return source.get();
        } catch (RegistryRefusedException e) {
            if (e.isNotFound()) {
                verdicts.put(id, e);
            }
            throw e;
        } catch (UnreadableSchemaException e) {
            verdicts.put(id, e);
            throw e;
        }
    }

    /** A new exception each time: whoever catches one may add to it. */
    private static SerializationException again(SerializationException known) {
        String message = String.valueOf(known.getMessage());
        return known instanceof RegistryRefusedException refused
                ? new RegistryRefusedException(message, refused.status(), refused.errorCode())
                : new UnreadableSchemaException(message, ((UnreadableSchemaException) known).type(), known.getCause());
    }
}
