/**
 * {@code textmill bench end-to-end}: what the way through Kafka costs. Enters: texts; leaves: throughput of
 * {@code infer}, of the topology and of a plain consumer-producer loop, each in a JVM of its own.
 */
@NullMarked
package textmill.benchmarks.endtoend;

import org.jspecify.annotations.NullMarked;
