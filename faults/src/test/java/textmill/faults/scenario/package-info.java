/** A row in the making: topics, load, applications, reader and oracle, put together and taken apart again. */
@NullMarked
package textmill.faults.scenario;

import org.jspecify.annotations.NullMarked;
