/** Examples that the README quotes. They are compiled and run by the tests. */
@NullMarked
package textmill.examples;

import org.jspecify.annotations.NullMarked;
