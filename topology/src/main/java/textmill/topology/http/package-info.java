/**
 * The operator's HTTP endpoint. Enters: requests of clients that are not trusted; leaves: pages. One thread reads and
 * writes for all connections, {@link textmill.topology.http.Workers} compute pages. Only this package knows Netty.
 */
@NullMarked
package textmill.topology.http;

import org.jspecify.annotations.NullMarked;
