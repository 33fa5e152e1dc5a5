package textmill.schema.text;

import java.io.EOFException;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Headers;
import textmill.schema.registry.RegistryUnavailableException;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.BadRecordReason;
import textmill.schema.serde.Framing;

/**
 * Tells a bad record from an outage when a deserializer that is not ours fails. Confluent's wraps both in the same
 * exception; the difference is in the causes. In doubt a failure to reach something is an outage, for a record that is
 * kept can still be condemned later.
 */
final class ForeignFailure {
    private static final String REST_CLIENT_EXCEPTION =
            "io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException";
    private static final String CONFLUENT = "io.confluent.";
    private static final Set<String> NETWORK_PACKAGES = Set.of("java.net", "java.net.http", "javax.net.ssl");
    private static final int NOT_FOUND = 404;

    private ForeignFailure() {}

    /** The exception to throw instead of {@code failure}, which {@code deserializer} threw over {@code value}. */
    static KafkaException classify(Class<?> deserializer, Headers headers, byte[] value, Throwable failure) {
        if (deserializer.getName().startsWith(CONFLUENT)) {
            // Confluent's serdes share one format: what is wrong with its header has a better name than theirs.
            Framing.of(headers, false, value);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isUnknownSchema(cause)) {
                return bad(BadRecordReason.UNKNOWN_SCHEMA, deserializer, failure);
            }
            if (isOutage(cause)) {
                return new RegistryUnavailableException(
                        deserializer.getName() + " could not reach the schema registry (" + kind(failure)
                                + "); check its address and credentials",
                        failure);
            }
        }
        boolean truncated = failure.getCause() instanceof EOFException;
        return bad(truncated ? BadRecordReason.TRUNCATED : BadRecordReason.CORRUPT, deserializer, failure);
    }

    private static boolean isOutage(Throwable cause) {
        return cause instanceof RetriableException
                || cause instanceof AuthenticationException
                || cause instanceof AuthorizationException
                // What Confluent's makes of 401, 403 and 429.
                || cause instanceof InvalidConfigurationException
                || cause.getClass().getName().equals(REST_CLIENT_EXCEPTION)
                || NETWORK_PACKAGES.contains(cause.getClass().getPackageName());
    }

    private static boolean isUnknownSchema(Throwable cause) {
        return cause.getClass().getName().equals(REST_CLIENT_EXCEPTION)
                && number(cause, "getStatus") == NOT_FOUND
                && number(cause, "getErrorCode") / 100 == NOT_FOUND;
    }

    /** By reflection: Confluent's classes are on the class path only where the user put them. */
    private static int number(Throwable cause, String getter) {
        try {
            return (int) cause.getClass().getMethod(getter).invoke(cause);
        } catch (ReflectiveOperationException | ClassCastException e) {
            return 0;
        }
    }

    private static BadRecordException bad(BadRecordReason reason, Class<?> deserializer, Throwable failure) {
        // Foreign messages may quote the payload: only their kind is told.
        return new BadRecordException(
                reason, deserializer.getName() + " cannot read the record: " + kind(failure), failure);
    }

    private static String kind(Throwable failure) {
        StringBuilder kinds = new StringBuilder(failure.getClass().getSimpleName());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            kinds.append(", caused by ").append(cause.getClass().getSimpleName());
        }
        return kinds.toString();
    }
}
