/**
 * Whether texts flow: progress, not state. Enters: what the brokers say about topics, group and logs, asked every two
 * seconds by a thread of this package's own, and the calls that Kafka Streams makes; leaves: reasons for readiness and
 * liveness, the lag, the records that retention removed, and the decision that a process is stuck.
 */
@NullMarked
package textmill.topology.health;

import org.jspecify.annotations.NullMarked;
