package textmill.topology.anomaly;

/**
 * What a key's state says of a text before it learns it.
 *
 * @param verdict how unusual it is
 * @param lesson what the state is to learn of it
 */
public record Assessment(Verdict verdict, Lesson lesson) {}
