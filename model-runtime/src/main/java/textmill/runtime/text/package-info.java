/** What can be said of a text as a Java string, whatever reads it. Values; imports none of ours. */
@NullMarked
package textmill.runtime.text;

import org.jspecify.annotations.NullMarked;
