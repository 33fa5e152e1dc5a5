/** Against a real registry process and Confluent's real classes; run by the Maven profile {@code interop} only. */
@NullMarked
package textmill.schema.interop;

import org.jspecify.annotations.NullMarked;
