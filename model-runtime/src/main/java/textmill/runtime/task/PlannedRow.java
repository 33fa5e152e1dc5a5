package textmill.runtime.task;

import textmill.runtime.tokenize.Tokens;

/**
 * One of the rows that a plan makes of a text.
 *
 * @param tokens what the model sees
 * @param start index of the first UTF-16 code unit of the text that the row stands for
 * @param end index after the last
 */
public record PlannedRow(Tokens tokens, int start, int end) {}
