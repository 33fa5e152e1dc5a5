/**
 * Personal data taken out of texts. Enters: a text, and stretches of it that a model found; leaves: the text with others in
 * their place. The rules need no model. Runs on the caller's thread; everything here is safe to share. Only {@link
 * textmill.runtime.redaction.PhoneNumbers} knows libphonenumber, only {@link textmill.runtime.redaction.Ibans} the library
 * of bank account numbers.
 */
@NullMarked
package textmill.runtime.redaction;

import org.jspecify.annotations.NullMarked;
