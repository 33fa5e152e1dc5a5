package textmill.faults.oracle;

import java.util.List;

/**
 * A record of the output topic, decoded.
 *
 * @param partition of the output topic
 * @param offset in the output topic
 * @param key its key
 * @param sourceTopic topic of the input record, as the result says
 * @param sourcePartition partition of the input record
 * @param sourceOffset offset of the input record
 * @param vector the embedding, or other numbers that stand for the result
 * @param window number of the window that it is of; 0 if it is of the whole text
 */
public record OutputRecord(
        int partition,
        long offset,
        byte[] key,
        String sourceTopic,
        int sourcePartition,
        long sourceOffset,
        List<Float> vector,
        int window) {}
