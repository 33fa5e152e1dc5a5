/**
 * Texts judged in the stream. Enters: computed records in the order in which they are forwarded, and feedback; leaves:
 * judgements, alarms, changes of the stream. What is learnt is in a changelogged store of Kafka Streams, in the transaction
 * that the outputs are in. Runs on the stream thread; counters may be read by any.
 */
@NullMarked
package textmill.topology.judging;

import org.jspecify.annotations.NullMarked;
