/** How numbers are shown. */
@NullMarked
package textmill.cli.result.regression;

import org.jspecify.annotations.NullMarked;
