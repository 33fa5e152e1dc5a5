/** Numbers and tables as the bench commands print them. Enters: measured values; leaves: text. Single-threaded. */
@NullMarked
package textmill.benchmarks.report;

import org.jspecify.annotations.NullMarked;
