/** Stand-ins for tests of this module: engines without models. */
@NullMarked
package textmill.topology.testing;

import org.jspecify.annotations.NullMarked;
