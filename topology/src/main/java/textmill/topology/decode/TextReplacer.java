package textmill.topology.decode;

import java.util.function.UnaryOperator;
import org.apache.kafka.common.header.Headers;

/** Puts another text in the place of a record's own. Safe to share between threads. */
@FunctionalInterface
public interface TextReplacer {
    /**
     * The value with another text; everything else in it stays, byte for byte.
     *
     * @param change from the text, whole, to the one that takes its place
     * @throws textmill.schema.serde.BadRecordException if it is not certain what the text is
     * @throws org.apache.kafka.common.errors.RetriableException if the schema registry gave no verdict
     */
    byte[] replace(String topic, Headers headers, byte[] value, UnaryOperator<String> change);
}
