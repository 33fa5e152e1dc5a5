/**
 * What a device gives: a model's tokens per second by batch budget and length, against what products of matrices reach there.
 * Enters: a model and a device; leaves: a table. Runs on threads of its own, as many as the engine has callers.
 */
@NullMarked
package textmill.benchmarks.device;

import org.jspecify.annotations.NullMarked;
