/** How sparse vectors are shown. */
@NullMarked
package textmill.cli.result.sparse;

import org.jspecify.annotations.NullMarked;
