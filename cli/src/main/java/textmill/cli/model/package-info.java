/** Where a model's name leads. Enters: a name or a directory; leaves: a directory, on the calling thread. */
@NullMarked
package textmill.cli.model;

import org.jspecify.annotations.NullMarked;
