/**
 * The operator's HTTP endpoint. Enters: GET requests; leaves: metrics and health. Runs on two threads of its own.
 */
@NullMarked
package textmill.topology.http;

import org.jspecify.annotations.NullMarked;
