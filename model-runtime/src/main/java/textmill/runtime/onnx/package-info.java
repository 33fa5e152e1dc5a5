/**
 * Runs padded batches on a device. Enters: {@link textmill.runtime.batch.PaddedBatch} {@code [rows, longest]}; leaves:
 * {@link textmill.runtime.runner.ModelOutputs}, on the calling device thread. The only package that knows ONNX Runtime; every
 * native object is closed in the method that opened it, or by its owner's {@code close}.
 */
@NullMarked
package textmill.runtime.onnx;

import org.jspecify.annotations.NullMarked;
