/**
 * {@code textmill demo}: a broker, a registry, the topology and the bundled models in this JVM. Enters: lines of text,
 * produced by a thread of their own; leaves: what consumers of the output topics saw, joined and printed on the main
 * thread.
 */
@NullMarked
package textmill.cli.demo;

import org.jspecify.annotations.NullMarked;
