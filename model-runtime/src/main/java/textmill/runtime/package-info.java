/** Models as a plain Java library: {@link textmill.runtime.TextModel}. Any thread. */
@NullMarked
package textmill.runtime;

import org.jspecify.annotations.NullMarked;
