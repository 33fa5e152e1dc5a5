/**
 * From bytes to a text. Enters: the value of an input record; leaves: {@link textmill.topology.decode.Decoded}. Runs on
 * the stream thread, except the first sight of a schema: threads of their own ask the registry for those.
 */
@NullMarked
package textmill.topology.decode;

import org.jspecify.annotations.NullMarked;
