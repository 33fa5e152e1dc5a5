/**
 * A short kill -9 run on any device. Enters: texts; leaves: how many results are missing or repeated. The texts are sent and
 * the results read in this process, Textmill runs in children that are killed.
 */
@NullMarked
package textmill.benchmarks.kill;

import org.jspecify.annotations.NullMarked;
