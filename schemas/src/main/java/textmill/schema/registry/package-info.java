/**
 * The client of a schema registry with Confluent's REST API. Enters: Confluent's own configuration keys, schemas, ids;
 * leaves: ids and parsed schemas, or one of two exceptions: {@link textmill.schema.registry.RegistryUnavailableException}
 * (the registry gave no answer, try again) and {@link textmill.schema.registry.RegistryRefusedException} (it answered
 * no). Calls block the calling thread; every public class is safe to share between threads.
 */
@NullMarked
package textmill.schema.registry;

import org.jspecify.annotations.NullMarked;
