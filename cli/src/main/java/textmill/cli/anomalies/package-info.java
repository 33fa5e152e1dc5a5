/**
 * {@code textmill anomalies}: enters a file of texts with keys in the order of their stream; leaves one verdict a line, and
 * a report. Runs what the stream runs, without Kafka, on the thread that calls; the engine has threads of its own.
 */
@NullMarked
package textmill.cli.anomalies;

import org.jspecify.annotations.NullMarked;
