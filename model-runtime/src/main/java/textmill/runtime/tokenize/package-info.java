/**
 * From a text to token ids. Enters: any Java string; leaves: {@link textmill.runtime.tokenize.Tokens}, primitive arrays.
 * Runs on the engine's tokenising threads. The only package that knows the tokenizer library.
 */
@NullMarked
package textmill.runtime.tokenize;

import org.jspecify.annotations.NullMarked;
