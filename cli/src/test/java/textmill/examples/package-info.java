/** The examples of the README, compiled and run by tests so that they stay true. */
@NullMarked
package textmill.examples;

import org.jspecify.annotations.NullMarked;
