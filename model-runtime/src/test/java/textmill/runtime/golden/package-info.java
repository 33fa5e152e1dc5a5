/** The golden tiny models of {@code textmill/golden}: laid out as their libraries wrote them, with the reference's values. */
@NullMarked
package textmill.runtime.golden;

import org.jspecify.annotations.NullMarked;
