/** Processes of our own that tests may kill. */
@NullMarked
package textmill.faults.process;

import org.jspecify.annotations.NullMarked;
