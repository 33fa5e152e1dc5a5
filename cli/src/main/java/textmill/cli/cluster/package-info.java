/**
 * What a configuration needs of a cluster and what is going on there: {@code topics}, {@code acls}, {@code status}. Enters:
 * a configuration; leaves: commands for others to run, topics made, lines about the group. Everything runs on the calling
 * thread.
 */
@NullMarked
package textmill.cli.cluster;

import org.jspecify.annotations.NullMarked;
