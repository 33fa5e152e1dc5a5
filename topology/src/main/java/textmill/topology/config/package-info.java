/**
 * The one registry of configuration keys. Enters: properties as the user wrote them; leaves: a
 * {@link textmill.topology.config.TextmillConfig} that has been checked whole, or one
 * {@link textmill.topology.config.ConfigException} that lists every problem. Runs before anything is started, on the
 * caller's thread.
 */
@NullMarked
package textmill.topology.config;

import org.jspecify.annotations.NullMarked;
