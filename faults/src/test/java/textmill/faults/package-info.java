/**
 * The proof of the delivery promises, one class a promise. Each row starts applications and brokers as processes, does to
 * them what it is about, and lets the oracle judge the output. The size, small or release, is the system property
 * {@code faults.size}.
 */
@NullMarked
package textmill.faults;

import org.jspecify.annotations.NullMarked;
