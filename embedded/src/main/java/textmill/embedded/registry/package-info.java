/**
 * A schema registry for quick start and tests, with the REST API of Confluent's.
 *
 * <p>Enters: HTTP requests on the loopback interface, answered on a few daemon threads; and the records of the
 * {@code _schemas} topic, read on one thread, which is the only one that changes what the registry knows. Leaves:
 * records to that topic. A write is answered after it has come back through the topic.
 */
@NullMarked
package textmill.embedded.registry;

import org.jspecify.annotations.NullMarked;
