package textmill.runtime.redaction;

import java.util.List;

/**
 * Numbers of payment cards: digits in one piece or in groups with blanks or hyphens between them, that begin as those of an
 * issuer do and have Luhn's check digit (ISO/IEC 7812-1, annex B). One in ten numbers has that digit by chance, so the
 * issuer's beginning and length matter as much.
 */
final class CreditCards implements Finder {
    private static final int SHORTEST = 13;
    private static final int LONGEST = 19;
    private static final int MOST_SEPARATORS = 3;
    private static final int MOST_GROUPS = 6;

    @Override
    public void find(PlainText text, List<Span> found) {
        for (int i = 0; i < text.length(); i++) {
            if (text.isDigit(i) && !text.isDigit(i - 1)) {
                int end = isFraction(text, i) ? i : end(text, i);
                if (end > i) {
                    found.add(text.span(PersonalDataRule.CREDIT_CARD.label(), i, end));
                    i = end - 1;
                }
            }
        }
    }

    /** The digits behind a decimal point: a measured value, sixteen digits long as computers print them. */
    private static boolean isFraction(PlainText text, int i) {
        char before = text.at(i - 1);
        return (before == '.' || before == ',') && text.isDigit(i - 2);
    }

    /** The end of the longest card number that begins here, or {@code start}. */
    private static int end(PlainText text, int start) {
        char[] digits = new char[LONGEST];
        int count = 0;
        int groups = 1;
        int best = start;
        int i = start;
        while (true) {
            while (text.isDigit(i)) {
                if (count == LONGEST) {
                    return best;
                }
                digits[count++] = text.at(i++);
            }
            if (count >= SHORTEST && (groups <= MOST_GROUPS || groups == count) && isCard(digits, count)) {
                best = i;
            }
            int next = i;
            while (next - i < MOST_SEPARATORS && text.isBlankOrHyphen(next)) {
                next++;
            }
            if (next == i || !text.isDigit(next)) {
                return best;
            }
            i = next;
            groups++;
        }
    }

    private static boolean isCard(char[] digits, int count) {
        return isIssued(digits, count) && hasLuhnDigit(digits, count) && !(count == SHORTEST && isArticle(digits));
    }

    private static boolean isIssued(char[] digits, int count) {
        int six = 0;
        for (int i = 0; i < 6; i++) {
            six = six * 10 + digits[i] - '0';
        }
        int four = six / 100;
        int three = six / 1_000;
        int two = six / 10_000;
        return switch (digits[0]) {
            case '4' -> count == 13 || count == 16 || count == 19;
            case '5' -> (two >= 51 && two <= 55 && count == 16) || isMaestro(four);
            case '2' -> four >= 2221 && four <= 2720 && count == 16;
            case '3' ->
                ((two == 34 || two == 37) && count == 15)
                        || (((three >= 300 && three <= 305) || two == 36 || two == 38 || two == 39) && count >= 14)
                        || (four >= 3528 && four <= 3589 && count >= 16);
            case '6' ->
                ((four == 6011 || (three >= 644 && three <= 649) || two == 65 || two == 62) && count >= 16)
                        || isMaestro(four);
            default -> false;
        };
    }

    private static boolean isMaestro(int four) {
        return switch (four) {
            case 5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763 -> true;
            default -> false;
        };
    }

    private static boolean hasLuhnDigit(char[] digits, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            int digit = digits[count - 1 - i] - '0';
            int doubled = digit * 2;
            sum += i % 2 == 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }

    /** Thirteen digits with the check digit of the numbers under bar codes (GS1), of which many begin with 4. */
    private static boolean isArticle(char[] digits) {
        int sum = 0;
        for (int i = 0; i < SHORTEST; i++) {
            sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
        }
        return sum % 10 == 0;
    }
}
