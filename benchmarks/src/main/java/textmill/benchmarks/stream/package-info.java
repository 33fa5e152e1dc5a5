/**
 * {@code textmill bench stream}: latency under a load that does not wait. Enters: texts and a rate; leaves: percentiles
 * of the time from when a text was due to be sent until a reader of committed data saw its results. One thread sends,
 * one reads.
 */
@NullMarked
package textmill.benchmarks.stream;

import org.jspecify.annotations.NullMarked;
