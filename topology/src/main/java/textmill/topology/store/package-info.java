/** How Kafka Streams keeps what it keeps on disk. */
@NullMarked
package textmill.topology.store;

import org.jspecify.annotations.NullMarked;
