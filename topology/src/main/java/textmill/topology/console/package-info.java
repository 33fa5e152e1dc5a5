/**
 * The stream in a browser. Enters: what ended, handed over by stream threads into mailboxes that never make them wait, and
 * the numbers of the applications and the engine; leaves: pages, JSON and server-sent events. Everything but the
 * mailboxes runs on one thread of its own and on the endpoint's workers. Nothing imports this package but the root.
 */
@NullMarked
package textmill.topology.console;

import org.jspecify.annotations.NullMarked;
