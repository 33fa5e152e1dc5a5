/** How embeddings are shown. */
@NullMarked
package textmill.cli.result.embedding;

import org.jspecify.annotations.NullMarked;
