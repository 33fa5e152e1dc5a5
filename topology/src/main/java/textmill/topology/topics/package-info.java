/**
 * What Textmill knows of the topics it writes to. Enters: names; leaves: {@link textmill.topology.topics.TopicFacts}.
 * Asked before the start on the caller's thread, and again while the application runs.
 */
@NullMarked
package textmill.topology.topics;

import org.jspecify.annotations.NullMarked;
