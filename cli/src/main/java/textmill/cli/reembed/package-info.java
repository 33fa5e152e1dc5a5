/**
 * {@code textmill reembed}: the past of an application by another model, in other topics. Enters: a configuration; leaves:
 * lines, and an exit code.
 */
@NullMarked
package textmill.cli.reembed;

import org.jspecify.annotations.NullMarked;
