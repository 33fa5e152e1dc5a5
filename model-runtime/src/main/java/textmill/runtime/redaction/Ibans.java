package textmill.runtime.redaction;

import java.util.List;
import nl.garvelink.iban.CountryCodes;
import nl.garvelink.iban.Modulo97;

/**
 * International bank account numbers (ISO 13616): a country that has them, its length, and remainder 1 by 97 (ISO 7064). In
 * one piece or in groups, in capitals or not.
 */
final class Ibans implements Finder {
    private static final int LONGEST = 34;
    private static final int MOST_SEPARATORS = 2;

    @Override
    public void find(PlainText text, List<Span> found) {
        for (int i = 0; i < text.length(); i++) {
            if (begins(text, i)) {
                int end = end(text, i);
                if (end > i) {
                    found.add(text.span(PersonalDataRule.IBAN.label(), i, end));
                    i = end - 1;
                }
            }
        }
    }

    /** Two letters and two digits, not within a word, except behind the word itself. */
    private static boolean begins(PlainText text, int i) {
        if (text.latin(i) == 0 || text.latin(i + 1) == 0 || !text.isDigit(i + 2) || !text.isDigit(i + 3)) {
            return false;
        }
        return !text.isLetterOrDigit(i - 1)
                || (text.latin(i - 1) == 'N'
                        && text.latin(i - 2) == 'A'
                        && text.latin(i - 3) == 'B'
                        && text.latin(i - 4) == 'I');
    }

    private static int end(PlainText text, int start) {
        int wanted = CountryCodes.getLengthForCountryCode("" + text.latin(start) + text.latin(start + 1));
        if (wanted <= 0 || wanted > LONGEST) {
            return start;
        }
        StringBuilder number = new StringBuilder(LONGEST);
        int i = start;
        while (number.length() < wanted) {
            int skipped = 0;
            while (skipped < MOST_SEPARATORS && (text.isBlankOrHyphen(i) || text.at(i) == '.')) {
                skipped++;
                i++;
            }
            if (!text.isDigit(i) && text.latin(i) == 0) {
                return start;
            }
            number.append(text.isDigit(i) ? text.at(i) : text.latin(i));
            i++;
        }
        return !text.isLetterOrDigit(i) && Modulo97.verifyCheckDigits(number) ? i : start;
    }
}
