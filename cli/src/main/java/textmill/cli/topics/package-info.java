/**
 * Texts into the input topic and results out of the output topics: {@code produce}, {@code tail},
 * {@code dead-letters}, and what the demo shares with them. Everything runs on the calling thread.
 */
@NullMarked
package textmill.cli.topics;

import org.jspecify.annotations.NullMarked;
