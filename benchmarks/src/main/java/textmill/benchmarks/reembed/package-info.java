/**
 * A reembedding beside live traffic. Enters: texts; leaves: how long results of live texts take with the job and without it,
 * and whether the job computed each text once. The application runs in this process, the job in one of its own.
 */
@NullMarked
package textmill.benchmarks.reembed;

import org.jspecify.annotations.NullMarked;
