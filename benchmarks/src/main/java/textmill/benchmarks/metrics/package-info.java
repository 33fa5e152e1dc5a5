/**
 * What metrics cost, which cannot be left out: what they cost a text and a batch, against the time that a text takes. Enters:
 * texts; leaves: shares. Single-threaded but for what is measured.
 */
@NullMarked
package textmill.benchmarks.metrics;

import org.jspecify.annotations.NullMarked;
