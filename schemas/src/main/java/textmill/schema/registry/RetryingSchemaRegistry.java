package textmill.schema.registry;

import java.util.function.Supplier;
import org.apache.avro.Schema;

/**
 * Asks again when a schema is said to be unknown: a registry that lags behind its leader does not know yet what a
 * producer has just registered. An outage is not retried here, it is the caller's to wait out.
 */
final class RetryingSchemaRegistry implements SchemaRegistry {
    private final SchemaRegistry next;
    private final RegistryConfig.Retries retries;

    RetryingSchemaRegistry(SchemaRegistry next, RegistryConfig.Retries retries) {
        this.next = next;
        this.retries = retries;
    }

    @Override
    public int register(String subject, Schema schema) {
        return next.register(subject, schema);
    }

    @Override
    public int idOf(String subject, Schema schema) {
        return retryMissing(() -> next.idOf(subject, schema));
    }

    @Override
    public Schema byId(int id) {
        return retryMissing(() -> next.byId(id));
    }

    @Override
    public RegisteredSchema latest(String subject) {
        return retryMissing(() -> next.latest(subject));
    }

    private <T> T retryMissing(Supplier<T> question) {
        long waitMs = retries.waitMs();
        for (int left = retries.max(); ; left--) {
            try {
                return question.get();
            } catch (RegistryRefusedException e) {
                if (!e.isNotFound() || left <= 0) {
                    throw e;
                }
                pause(waitMs);
                waitMs = Math.min(waitMs * 2, retries.maxWaitMs());
            }
        }
    }

    private static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException("Interrupted while waiting to ask the schema registry again", e);
        }
    }
}
