/**
 * ONNX graphs, read and rewritten without ONNX Runtime and without loading weights. Enters: a file; leaves: what it declares
 * ({@link textmill.runtime.graph.OnnxGraph}), or the same model with operators that compute faster
 * ({@link textmill.runtime.graph.FusedGraph}). Knows nothing of model directories, texts or devices. Runs on the thread that
 * loads.
 */
@NullMarked
package textmill.runtime.graph;

import org.jspecify.annotations.NullMarked;
