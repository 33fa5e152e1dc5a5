/**
 * Runs padded batches through OpenVINO. Enters: {@link textmill.runtime.batch.PaddedBatch} {@code [rows, longest]}; leaves:
 * {@link textmill.runtime.runner.ModelOutputs}, on the calling device thread. The only package that knows OpenVINO, which
 * is there only if the user installed it: it is called through JNA on its C library. Every native object is closed in the
 * method that opened it, or by its owner's {@code close}.
 */
@NullMarked
package textmill.runtime.openvino;

import org.jspecify.annotations.NullMarked;
