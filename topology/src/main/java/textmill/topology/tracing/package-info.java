/**
 * Follows records through the asynchronous batch. Enters: the headers of a record and what the engine ran; leaves: spans of
 * OpenTelemetry, and headers that name them. On the threads of those who ask; exporting has threads of its own.
 */
@NullMarked
package textmill.topology.tracing;

import org.jspecify.annotations.NullMarked;
