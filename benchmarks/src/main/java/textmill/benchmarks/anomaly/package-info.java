/** What the states of many keys take: memory over many records, and time to restore. No model runs. */
@NullMarked
package textmill.benchmarks.anomaly;

import org.jspecify.annotations.NullMarked;
