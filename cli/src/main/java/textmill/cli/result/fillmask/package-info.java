/** How candidates for masks are shown. */
@NullMarked
package textmill.cli.result.fillmask;

import org.jspecify.annotations.NullMarked;
