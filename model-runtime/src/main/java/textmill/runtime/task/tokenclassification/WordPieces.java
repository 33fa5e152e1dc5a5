package textmill.runtime.task.tokenclassification;

import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/**
 * Which tokens continue a word. The same rule as the transformers library's pipeline, since models are trained and judged
 * with it: where the vocabulary marks continuations ({@code ##ing}) a token continues a word if it is written longer than
 * what it stands for; elsewhere if no blank stands before it or is its first character.
 */
final class WordPieces {
    private final TextTokenizer tokenizer;

    WordPieces(TextTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    boolean continuesWord(Tokens tokens, int token, String text) {
        int id = tokens.id(token);
        if (id == tokenizer.unknownId()) {
            return false;
        }
        int start = tokens.start(token);
        if (tokenizer.marksContinuations()) {
            String written = tokenizer.token(id);
            return written.codePointCount(0, written.length()) != text.codePointCount(start, tokens.end(token));
        }
        return start > 0 && text.charAt(start - 1) != ' ' && (start >= text.length() || text.charAt(start) != ' ');
    }
}
