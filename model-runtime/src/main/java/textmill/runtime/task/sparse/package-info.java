/** Sparse vectors. Enters: logits {@code [batch, seq, vocabulary]}; leaves: ids of the vocabulary with their weights. */
@NullMarked
package textmill.runtime.task.sparse;

import org.jspecify.annotations.NullMarked;
