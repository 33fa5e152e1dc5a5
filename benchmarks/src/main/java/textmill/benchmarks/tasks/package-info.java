/**
 * {@code textmill bench tasks}: each kind of task in Textmill's engine against a bare ONNX Runtime loop over the same model file.
 * Enters: a file of texts, a model and its task; leaves: texts per second of both, and their ratio.
 */
@NullMarked
package textmill.benchmarks.tasks;

import org.jspecify.annotations.NullMarked;
