/**
 * What an operator sees. Enters: counters of the delivery, statistics of the engine, metrics of Kafka Streams; leaves:
 * Prometheus' text format. Read on the thread that scrapes.
 */
@NullMarked
package textmill.topology.metrics;

import org.jspecify.annotations.NullMarked;
