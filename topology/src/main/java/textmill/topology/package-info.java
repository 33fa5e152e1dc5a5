/**
 * Textmill as a Kafka Streams application. Enters: a checked configuration and an engine; leaves: a running application
 * that can be observed and stopped.
 */
@NullMarked
package textmill.topology;

import org.jspecify.annotations.NullMarked;
