/**
 * Questions to the brokers before the application joins its group: is everything allowed, will everything keep its order
 * and its results. Enters: a configuration's topics and group; leaves: problems that end the start, and warnings. Runs on
 * the thread that starts the application.
 */
@NullMarked
package textmill.topology.start;

import org.jspecify.annotations.NullMarked;
