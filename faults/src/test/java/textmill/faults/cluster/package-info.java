/** Real Kafka brokers, each in a process of its own, and a schema registry that can be switched off. */
@NullMarked
package textmill.faults.cluster;

import org.jspecify.annotations.NullMarked;
