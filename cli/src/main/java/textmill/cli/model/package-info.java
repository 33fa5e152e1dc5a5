/**
 * What a user says of a model, and what a model says of itself. Enters: a name or a directory and options; leaves: a task with
 * its model, or lines for people. Runs on the calling thread.
 */
@NullMarked
package textmill.cli.model;

import org.jspecify.annotations.NullMarked;
