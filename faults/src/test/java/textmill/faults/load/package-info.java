/** The input: numbered records at a steady rate, each a function of its partition and number. */
@NullMarked
package textmill.faults.load;

import org.jspecify.annotations.NullMarked;
