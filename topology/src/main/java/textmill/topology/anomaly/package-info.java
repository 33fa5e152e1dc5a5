/**
 * How unusual a text is for its stream, without Kafka: enters what other tasks made of a text, and its key (a tenant);
 * leaves a verdict with one p-value, and an alarm at a wanted rate. A key's state depends on its texts and their order and
 * on nothing else, neither a clock nor chance, so that a replay from the start gives the same. One thread at a time.
 */
@NullMarked
package textmill.topology.anomaly;

import org.jspecify.annotations.NullMarked;
