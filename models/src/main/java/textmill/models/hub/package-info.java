/**
 * Models of the Hugging Face hub. Enters: {@code hf://owner/name[@revision]}; leaves: the path of a model directory in the hub's
 * own cache, which the Python libraries share. Downloads on the calling thread; any thread, processes side by side.
 */
@NullMarked
package textmill.models.hub;

import org.jspecify.annotations.NullMarked;
