/**
 * From bytes to a text. Enters: the value of an input record; leaves: {@link textmill.topology.decode.Decoded}. Runs on
 * the stream thread, except the first sight of a schema, which a thread of its own asks the registry for.
 */
@NullMarked
package textmill.topology.decode;

import org.jspecify.annotations.NullMarked;
