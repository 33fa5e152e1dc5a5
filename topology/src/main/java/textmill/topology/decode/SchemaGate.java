package textmill.topology.decode;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the stream thread from waiting for a schema registry: tells which values can be decoded at once, and has the
 * others' schemas asked for by another thread. Thread-safe.
 */
public interface SchemaGate extends AutoCloseable {

    /**
     * Asks whether a value can be decoded without a question to the registry.
     *
     * @return null to decode now; otherwise a future that completes with null when it can be decoded, or with the verdict
     *     that it never can. It stays open for as long as the registry is down.
     */
    @Nullable
    CompletableFuture<@Nullable Decoded> pass(String topic, Headers headers, byte[] value);

    /** The value could not be decoded after all, because the registry gave no verdict: ask for its schema again. */
    void close(Headers headers, byte[] value);

    @Override
    void close();

    /** A gate for formats without schemas: everything passes. */
    static SchemaGate open() {
        return new SchemaGate() {
            @Override
            public @Nullable CompletableFuture<@Nullable Decoded> pass(String topic, Headers headers, byte[] value) {
                return null;
            }

            @Override
            public void close(Headers headers, byte[] value) {}

            @Override
            public void close() {}
        };
    }
}
