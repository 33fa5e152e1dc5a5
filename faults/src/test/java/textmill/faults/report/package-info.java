/** What was measured, in {@code target/faults.json} and a line for each row. */
@NullMarked
package textmill.faults.report;

import org.jspecify.annotations.NullMarked;
