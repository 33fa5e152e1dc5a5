package textmill.topology.anomaly;

import textmill.topology.deadletter.Origin;

/**
 * A recent normal text of the same key.
 *
 * @param origin where it was read
 * @param distance cosine distance of its embedding, 0 to 2
 */
public record Neighbour(Origin origin, float distance) {}
