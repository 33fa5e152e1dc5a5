/**
 * {@code textmill bench peers}: Textmill and its peers over the same texts, each run in a JVM of its own. Enters: files
 * of texts; leaves: medians, ratios, memory and the cosine between the vectors. The calling thread starts one process
 * after the other; nothing else runs meanwhile.
 */
@NullMarked
package textmill.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
