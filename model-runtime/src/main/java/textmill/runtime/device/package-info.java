/**
 * What there is to run on: kinds of device, what a user asked for, what GPUs are told, and where a model's nodes ended up.
 * Values only; no runtime library. May be used from any thread.
 */
@NullMarked
package textmill.runtime.device;

import org.jspecify.annotations.NullMarked;
