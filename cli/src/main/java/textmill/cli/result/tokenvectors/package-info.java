/** How token vectors are shown. */
@NullMarked
package textmill.cli.result.tokenvectors;

import org.jspecify.annotations.NullMarked;
