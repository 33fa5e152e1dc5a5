package textmill.topology.result;

/**
 * What every result says of itself: where its text was read, and what computed it.
 *
 * @param topic of the input record
 * @param partition of the input record
 * @param offset of the input record
 * @param fingerprint of the model, as configured and where it ran
 */
public record ResultMark(String topic, int partition, long offset, String fingerprint) {}
