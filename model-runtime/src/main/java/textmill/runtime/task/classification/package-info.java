/** Text classification. Enters: logits {@code [batch, labels]}; leaves: a probability per label. */
@NullMarked
package textmill.runtime.task.classification;

import org.jspecify.annotations.NullMarked;
