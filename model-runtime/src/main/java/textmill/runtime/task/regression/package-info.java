/** Regression and reranking. Enters: an output {@code [batch, values]}; leaves: numbers, raw or through a sigmoid. */
@NullMarked
package textmill.runtime.task.regression;

import org.jspecify.annotations.NullMarked;
