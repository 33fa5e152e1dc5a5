package textmill.topology.decode;

import org.apache.kafka.common.header.Headers;

/** Finds the text in the value of an input record. One instance is used by one thread at a time. */
public interface TextDecoder extends AutoCloseable {

    /**
     * Reads a value.
     *
     * @param topic topic of the record
     * @param headers headers of the record
     * @param value not null; a null value is a tombstone and has no text
     * @throws org.apache.kafka.common.errors.RetriableException if the schema registry gave no verdict; the record must
     *     be kept and tried again
     */
    Decoded decode(String topic, Headers headers, byte[] value);

    @Override
    default void close() {}
}
