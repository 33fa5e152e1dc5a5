/**
 * The seam between batches and the runtime libraries. Enters: {@link textmill.runtime.batch.PaddedBatch} {@code [rows,
 * longest]}; leaves: {@link textmill.runtime.runner.ModelOutputs}, on the calling device thread. Each runtime implements
 * {@link textmill.runtime.runner.ModelRunner} in a package of its own, the only one that knows its library.
 */
@NullMarked
package textmill.runtime.runner;

import org.jspecify.annotations.NullMarked;
