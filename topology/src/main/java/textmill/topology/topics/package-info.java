/**
 * What Textmill knows of the topics it writes to. Enters: names; leaves: {@link textmill.topology.topics.TopicFacts}.
 * Asked once before the start, on the caller's thread.
 */
@NullMarked
package textmill.topology.topics;

import org.jspecify.annotations.NullMarked;
