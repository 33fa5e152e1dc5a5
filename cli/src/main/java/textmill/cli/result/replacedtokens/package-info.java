/** How replaced-token scores are shown. */
@NullMarked
package textmill.cli.result.replacedtokens;

import org.jspecify.annotations.NullMarked;
