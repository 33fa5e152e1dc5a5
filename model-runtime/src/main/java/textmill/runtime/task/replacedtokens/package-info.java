/** Replaced-token detection. Enters: logits {@code [batch, seq]}; leaves: a probability per token. */
@NullMarked
package textmill.runtime.task.replacedtokens;

import org.jspecify.annotations.NullMarked;
