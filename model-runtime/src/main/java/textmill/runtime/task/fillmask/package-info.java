/** Masked tokens. Enters: logits {@code [batch, seq, vocabulary]}; leaves: the likeliest tokens for each mask of a text. */
@NullMarked
package textmill.runtime.task.fillmask;

import org.jspecify.annotations.NullMarked;
