/** Token classification. Enters: logits {@code [batch, seq, labels]}; leaves: the entities of a text. */
@NullMarked
package textmill.runtime.task.tokenclassification;

import org.jspecify.annotations.NullMarked;
