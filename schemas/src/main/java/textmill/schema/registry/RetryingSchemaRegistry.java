package textmill.schema.registry;

import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.avro.Schema;

/**
 * Asks again when a schema is said to be unknown: a registry that lags behind its leader does not know yet what a
 * producer has just registered. An outage is not retried here, it is the caller's to wait out.
 */
final class RetryingSchemaRegistry implements SchemaRegistry {
    private final SchemaRegistry next;
    private final RegistryClientConfig.Retries retries;
    private final Pause pause;

    /** Waits; ends early only when the thread is interrupted. */
    interface Pause {
        /** Waits that long. */
        void await(long ms) throws InterruptedException;
    }

    RetryingSchemaRegistry(SchemaRegistry next, RegistryClientConfig.Retries retries) {
        this(next, retries, TimeUnit.MILLISECONDS::sleep);
    }

    RetryingSchemaRegistry(SchemaRegistry next, RegistryClientConfig.Retries retries, Pause pause) {
        this.next = next;
        this.retries = retries;
        this.pause = pause;
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
    public Schema byGuid(UUID guid) {
        return retryMissing(() -> next.byGuid(guid));
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
                pauseFor(waitMs);
                waitMs = Math.min(waitMs * 2, retries.maxWaitMs());
            }
        }
    }

    private void pauseFor(long ms) {
        try {
            pause.await(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException("Interrupted while waiting to ask the schema registry again", e);
        }
    }
}
