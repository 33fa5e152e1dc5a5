/**
 * The past computed once more, by another model and into other topics, beside an application that works: bounded, without a
 * consumer group's membership, exactly once. Enters: a configuration and an engine; leaves: results in new topics, and the
 * offsets at which the application itself took the model. One thread.
 */
@NullMarked
package textmill.topology.reembed;

import org.jspecify.annotations.NullMarked;
