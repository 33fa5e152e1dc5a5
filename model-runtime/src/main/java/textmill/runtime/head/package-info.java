/** From a batch's hidden states or logits to one result per text. Enters: output tensors {@code [batch, seq, hidden]} and the like; leaves: {@link textmill.runtime.head.TaskResult}. */
@NullMarked
package textmill.runtime.head;

import org.jspecify.annotations.NullMarked;
