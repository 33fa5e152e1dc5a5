package textmill.runtime.redaction;

import java.util.List;

/**
 * Addresses of electronic mail (RFC 5322's dot-atoms and quoted local parts, RFC 6531's letters of all scripts). From every
 * at sign outwards, no further than an address may reach. Of the signs that RFC 5322 allows in a local part those are not
 * taken that part things in URLs and logs ({@code = / ? & #} and the like).
 */
final class Emails implements Finder {
    private static final int LONGEST_LOCAL = 256;
    private static final int LONGEST_DOMAIN = 255;
    private static final int SHORTEST_TOP_LEVEL = 2;

    @Override
    public void find(PlainText text, List<Span> found) {
        for (int i = 0; i < text.length(); i++) {
            int after = afterAt(text, i);
            if (after < 0) {
                continue;
            }
            int start = localStart(text, i);
            int end = start < i ? domainEnd(text, after) : after;
            if (end > after) {
                found.add(text.span(PersonalDataRule.EMAIL.label(), start, end));
                i = end - 1;
            }
        }
    }

    /** The index behind an at sign at an index, also one that a URL writes as %40; -1 if there is none. */
    private static int afterAt(PlainText text, int i) {
        if (text.at(i) == '@') {
            return i + 1;
        }
        return text.at(i) == '%' && text.at(i + 1) == '4' && text.at(i + 2) == '0' ? i + 3 : -1;
    }

    private static int localStart(PlainText text, int at) {
        int least = Math.max(0, at - LONGEST_LOCAL);
        if (text.at(at - 1) == '"') {
            int open = at - 2;
            while (open >= least && text.at(open) != '"' && text.at(open) != '\n') {
                open--;
            }
            return open >= least && text.at(open) == '"' ? open : at;
        }
        int start = at;
        while (start > least && isLocal(text, start - 1)) {
            start--;
        }
        // Quotes and dots before an address are the sentence's.
        while (start < at && !text.isLetterOrDigit(start) && text.at(start) != '_') {
            start++;
        }
        return text.at(at - 1) == '.' ? at : start;
    }

    private static boolean isLocal(PlainText text, int i) {
        return text.isLetterOrDigit(i) || "._%+-'~".indexOf(text.at(i)) >= 0;
    }

    /** The end of a domain of two labels or more, the last one no number; or {@code from} if there is none. */
    private static int domainEnd(PlainText text, int from) {
        if (text.at(from) == '[') {
            int close = from + 1;
            while (close - from < LONGEST_DOMAIN
                    && (text.isLetterOrDigit(close) || ".:".indexOf(text.at(close)) >= 0)) {
                close++;
            }
            return text.at(close) == ']' && close > from + 1 ? close + 1 : from;
        }
        int end = from;
        int label = from;
        for (int i = from; i - from <= LONGEST_DOMAIN; i++) {
            boolean goesOn = text.isLetterOrDigit(i) || (text.at(i) == '-' && i > label);
            if (goesOn) {
                continue;
            }
            if (i == label) {
                break;
            }
            if (label > from && isTopLevel(text, label, i)) {
                end = topLevelEnd(text, label, i);
            }
            if (text.at(i) != '.') {
                break;
            }
            label = i + 1;
        }
        return end;
    }

    private static boolean isTopLevel(PlainText text, int from, int to) {
        return to - from >= SHORTEST_TOP_LEVEL && text.isLetter(from) && text.isLetter(from + 1);
    }

    /** A hyphen behind the last label is the sentence's. */
    private static int topLevelEnd(PlainText text, int from, int to) {
        int end = to;
        while (end > from && text.at(end - 1) == '-') {
            end--;
        }
        return end;
    }
}
