/**
 * How long the demo takes to its first result. Enters: checkouts; leaves: seconds on the wall and of processor time. Each
 * start is a process of its own, by the checkout's launcher; its progress is read from its stderr.
 */
@NullMarked
package textmill.benchmarks.start;

import org.jspecify.annotations.NullMarked;
