/** Sentence embeddings. Enters: hidden states {@code [batch, seq, hidden]}; leaves: one vector {@code [hidden]}. */
@NullMarked
package textmill.runtime.task.embedding;

import org.jspecify.annotations.NullMarked;
