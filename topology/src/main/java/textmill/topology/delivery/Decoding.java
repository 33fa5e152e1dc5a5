package textmill.topology.delivery;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import textmill.topology.decode.Decoded;
import textmill.topology.decode.SchemaGate;
import textmill.topology.decode.TextDecoder;

/** Finds the texts of one processor's records, as soon as their schemas are known. Used by its thread only. */
final class Decoding implements AutoCloseable {
    private final TextDecoder decoder;
    private final SchemaGate gate;

    /**
     * @param decoder closed with this
     * @param gate shared with other processors
     */
    Decoding(TextDecoder decoder, SchemaGate gate) {
        this.decoder = decoder;
        this.gate = gate;
    }

    /** What a record holds; null if it must wait for the registry. */
    @Nullable
    Decoded decode(InFlight inFlight, byte[] value) {
        CompletableFuture<@Nullable Decoded> schema = inFlight.schema();
        if (schema == null) {
            schema = gate.pass(inFlight.origin.topic(), inFlight.record.headers(), value);
        }
        Decoded decoded = null;
        if (schema != null) {
            if (!schema.isDone()) {
                inFlight.waitFor(schema);
                return null;
            }
            decoded = schema.join();
        }
        try {
            return decoded != null
                    ? decoded
                    : decoder.decode(inFlight.origin.topic(), inFlight.record.headers(), value);
        } catch (RetriableException e) {
            gate.close(inFlight.record.headers(), value);
            inFlight.waitFor(gate.pass(inFlight.origin.topic(), inFlight.record.headers(), value));
            return null;
        }
    }

    @Override
    public void close() {
        decoder.close();
    }
}
