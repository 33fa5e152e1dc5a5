package textmill.topology.anomaly;

/**
 * A stretch of a text that reads wrong: neighbouring tokens that replaced-token detection flags.
 *
 * @param start index of its first UTF-16 code unit
 * @param end index after its last UTF-16 code unit
 * @param probability the largest probability of having been replaced within it
 */
public record OddSpan(int start, int end, float probability) {}
