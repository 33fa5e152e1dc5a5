/**
 * What the configuration of a command is, and {@code textmill config}. Enters: options, a file, the environment; leaves: a
 * checked configuration, or lines about it. Everything runs on the calling thread.
 */
@NullMarked
package textmill.cli.config;

import org.jspecify.annotations.NullMarked;
