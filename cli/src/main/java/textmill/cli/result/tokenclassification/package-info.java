/** How entities are shown. */
@NullMarked
package textmill.cli.result.tokenclassification;

import org.jspecify.annotations.NullMarked;
