/**
 * What every contender of {@code textmill bench peers} does in the same way: read texts, warm up, embed them against the
 * clock, tell the result. Enters: settings and a file of texts; leaves: a file with one JSON object. JDK only: this
 * source is compiled into Textmill's contender and into each peer's, whose class paths share nothing else.
 */
@NullMarked
package textmill.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
