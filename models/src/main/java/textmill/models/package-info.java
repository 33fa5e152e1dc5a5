/**
 * The default models. Enters: a name; leaves: the path of a model directory in the Hugging Face layout, unpacked from the
 * class path into a cache. Any thread.
 */
@NullMarked
package textmill.models;

import org.jspecify.annotations.NullMarked;
