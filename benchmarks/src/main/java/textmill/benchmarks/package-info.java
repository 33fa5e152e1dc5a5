/**
 * {@code textmill bench}: measures Textmill. Enters: texts; leaves: tables and JSON. Every measurement that is compared
 * with another runs in a JVM of its own, the rounds interleaved.
 */
@NullMarked
package textmill.benchmarks;

import org.jspecify.annotations.NullMarked;
