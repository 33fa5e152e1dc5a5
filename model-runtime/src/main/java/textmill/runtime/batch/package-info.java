/**
 * From waiting texts to padded batches. Enters: {@link textmill.runtime.tokenize.Tokens}; leaves:
 * {@link textmill.runtime.batch.PaddedBatch} {@code [rows, longest]}. Nothing here is thread-safe: the queue is guarded by
 * the engine's lock, buffers belong to one device thread.
 */
@NullMarked
package textmill.runtime.batch;

import org.jspecify.annotations.NullMarked;
