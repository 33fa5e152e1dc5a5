/**
 * Zero-shot classification. Enters: a text with a hypothesis for each label, logits {@code [rows, classes]}; leaves: a score
 * for each label.
 */
@NullMarked
package textmill.runtime.task.zeroshot;

import org.jspecify.annotations.NullMarked;
