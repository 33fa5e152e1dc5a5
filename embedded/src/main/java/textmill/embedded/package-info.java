/**
 * A real Kafka broker (KRaft, one node) and a small schema registry inside this JVM, for quick start and tests.
 *
 * <p>Enters: a {@link textmill.embedded.EmbeddedBrokerConfig}; leaves: a running broker on the loopback interface.
 * Starting and closing block the calling thread; the broker serves on threads of its own.
 */
@NullMarked
package textmill.embedded;

import org.jspecify.annotations.NullMarked;
