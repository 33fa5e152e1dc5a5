/** The judge: a consumer of committed data that runs during the faults, and the account of what it saw. */
@NullMarked
package textmill.faults.oracle;

import org.jspecify.annotations.NullMarked;
