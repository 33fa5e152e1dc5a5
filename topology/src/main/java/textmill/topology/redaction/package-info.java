/**
 * The topic with the texts themselves, without personal data. Enters: a computed record; leaves: its value with the text
 * redacted, or the verdict that this cannot be done with certainty. Runs on the stream thread.
 */
@NullMarked
package textmill.topology.redaction;

import org.jspecify.annotations.NullMarked;
