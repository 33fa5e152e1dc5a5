/** How scores of labels of one's own are shown. */
@NullMarked
package textmill.cli.result.zeroshot;

import org.jspecify.annotations.NullMarked;
