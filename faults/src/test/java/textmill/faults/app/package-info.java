/**
 * The application under test: the real topology with its configuration, clients and HTTP endpoint, in a process of its
 * own, over an engine whose results are a function of the text alone; and the handle by which tests torment it.
 */
@NullMarked
package textmill.faults.app;

import org.jspecify.annotations.NullMarked;
