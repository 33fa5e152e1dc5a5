/** Token vectors for late interaction. Enters: hidden states {@code [batch, seq, hidden]}; leaves: a vector each token. */
@NullMarked
package textmill.runtime.task.tokenvectors;

import org.jspecify.annotations.NullMarked;
