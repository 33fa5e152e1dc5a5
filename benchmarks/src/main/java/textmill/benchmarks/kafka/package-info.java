/**
 * A broker, a registry, a sender and a reader for measurements that go through Kafka. Enters: texts; leaves: when the
 * results of each became visible to a reader of committed data. The reader has its own thread.
 */
@NullMarked
package textmill.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
