/** How classifications are shown. */
@NullMarked
package textmill.cli.result.classification;

import org.jspecify.annotations.NullMarked;
