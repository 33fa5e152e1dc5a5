/**
 * {@code textmill bench micro}: JMH over each step of the hot path with all-MiniLM-L6-v2. Enters: made-up sentences of
 * given lengths, always the same; leaves: JMH's report. JMH forks the JVMs.
 */
@NullMarked
package textmill.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
