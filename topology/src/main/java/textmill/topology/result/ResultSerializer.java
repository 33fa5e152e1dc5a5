package textmill.topology.result;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import textmill.schema.registry.RegistryUnavailableException;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.serde.Framing;
import textmill.schema.serde.SerdeClass;
import textmill.schema.serde.TextmillAvroSerializer;

/** Serialises output records with the configured serde. Thread-safe, as Kafka's own producer asks of serialisers. */
public final class ResultSerializer implements AutoCloseable {
    private static final String REST_CLIENT_EXCEPTION = "RestClientException";
    private static final Set<Integer> NO_VERDICT = Set.of(401, 403, 407, 408, 429);

    private final Serializer<Object> serializer;

    private ResultSerializer(Serializer<Object> serializer) {
        this.serializer = serializer;
    }

    /**
     * The serialiser of a serde class.
     *
     * @param serde class name; ours shares the registry client
     * @param settings Confluent's keys
     * @param registry the registry client
     */
    public static ResultSerializer of(String serde, Map<String, String> settings, SchemaRegistry registry) {
        if (SerdeClass.isOurs(serde)) {
            TextmillAvroSerializer ours = new TextmillAvroSerializer(registry);
            ours.configure(settings, false);
            return new ResultSerializer(ours);
        }
        return new ResultSerializer(SerdeClass.serializer(serde, settings, false));
    }

    /**
     * Serialises a record.
     *
     * @param headers those of the result; the one that names the schema of the input's value is taken away, the serde
     *     may add its own
     * @throws RetriableException if the schema registry gave no verdict
     */
    public byte[] serialize(String topic, Headers headers, SpecificRecord record) {
        // It would tell readers of the result to read it by the schema of the input.
        headers.remove(Framing.VALUE_HEADER);
        try {
            return serializer.serialize(topic, headers, record);
        } catch (RetriableException e) {
            throw e;
        } catch (RuntimeException e) {
            if (isOutage(e)) {
                throw new RegistryUnavailableException(
                        serializer.getClass().getName() + " could not reach the schema registry for topic " + topic
                                + "; check its address and credentials",
                        e);
            }
            throw e;
        }
    }

    /**
     * Has the schema of an empty record registered or looked up, so that a registry that refuses it is noticed before the
     * first text.
     *
     * @throws RetriableException if the schema registry gave no verdict
     */
    public void prepare(String topic, SpecificRecord example) {
        if (serializer instanceof TextmillAvroSerializer ours) {
            ours.prepare(topic, example.getSchema());
        } else {
            serialize(topic, new RecordHeaders(), example);
        }
    }

    private static boolean isOutage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean rest = cause.getClass().getSimpleName().equals(REST_CLIENT_EXCEPTION);
            if (rest) {
                int status = status(cause);
                return status >= 500 || NO_VERDICT.contains(status);
            } else if (cause instanceof IOException || cause instanceof RetriableException) {
                return true;
            }
        }
        return false;
    }

    /** By reflection: Confluent's classes are on the class path only where the user put them. */
    private static int status(Throwable restClientException) {
        try {
            return (int) restClientException.getClass().getMethod("getStatus").invoke(restClientException);
        } catch (ReflectiveOperationException | ClassCastException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        serializer.close();
    }
}
