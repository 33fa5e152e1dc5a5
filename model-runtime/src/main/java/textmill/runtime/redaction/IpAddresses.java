package textmill.runtime.redaction;

import java.util.List;

/**
 * Addresses of the Internet Protocol, version 4 with all four numbers and version 6 in the forms of RFC 4291, section 2.2.
 * What is called a version is none, nor is a version 6 address without a digit, which is a name in some programming language.
 */
final class IpAddresses implements Finder {
    private static final int BYTES = 4;
    private static final int LARGEST_BYTE = 255;
    private static final int GROUPS = 8;
    private static final int GROUP_DIGITS = 4;
    /** Longest form: six groups, then version 4. */
    private static final int LONGEST = 45;

    private static final List<String> VERSION_WORDS = List.of("version", "ver", "v", "release", "build", "section");

    @Override
    public void find(PlainText text, List<Span> found) {
        for (int i = 0; i < text.length(); i++) {
            int end = i;
            if (isHex(text, i) || text.at(i) == ':') {
                end = version6End(text, i);
                end = end > i ? end : version4End(text, i);
            }
            if (end > i) {
                found.add(text.span(PersonalDataRule.IP_ADDRESS.label(), i, end));
                i = end - 1;
            }
        }
    }

    private static int version4End(PlainText text, int start) {
        if (!text.isDigit(start) || text.isLetterOrDigit(start - 1) || isDotBehindDigit(text, start - 1)) {
            return start;
        }
        int end = fourBytesEnd(text, start);
        boolean ends = end > start && !text.isLetterOrDigit(end) && !(text.at(end) == '.' && text.isDigit(end + 1));
        return ends && !isVersion(text, start) ? end : start;
    }

    private static boolean isDotBehindDigit(PlainText text, int i) {
        return text.at(i) == '.' && text.isDigit(i - 1);
    }

    private static int fourBytesEnd(PlainText text, int start) {
        int i = start;
        for (int part = 0; part < BYTES; part++) {
            if (part > 0 && text.at(i++) != '.') {
                return start;
            }
            int first = i;
            int value = 0;
            while (text.isDigit(i) && i - first < 3) {
                value = value * 10 + text.at(i++) - '0';
            }
            if (i == first || value > LARGEST_BYTE || text.isDigit(i)) {
                return start;
            }
        }
        return i;
    }

    /** "version 1.2.3.4" and the like; the word ends at most two signs before the number. */
    private static boolean isVersion(PlainText text, int start) {
        int end = start;
        while (start - end < 2 && (text.at(end - 1) == ' ' || text.at(end - 1) == ':')) {
            end--;
        }
        int from = end;
        while (end - from < 8 && text.latin(from - 1) != 0) {
            from--;
        }
        return from < end
                && !text.isLetterOrDigit(from - 1)
                && VERSION_WORDS.contains(text.string(from, end).toLowerCase(java.util.Locale.ROOT));
    }

    /** The end of a version 6 address, a zone included; {@code start} if there is none. */
    private static int version6End(PlainText text, int start) {
        if (text.isLetterOrDigit(start - 1) || text.at(start - 1) == ':' || isDotBehindDigit(text, start - 1)) {
            return start;
        }
        int end = start;
        int colons = 0;
        while (end - start <= LONGEST && (isHex(text, end) || text.at(end) == ':' || isDotBetweenDigits(text, end))) {
            colons += text.at(end) == ':' ? 1 : 0;
            end++;
        }
        if (colons < 2 || end - start > LONGEST || text.isLetterOrDigit(end)) {
            return start;
        }
        // A colon behind an address is the sentence's, unless it is one of two.
        if (text.at(end - 1) == ':' && text.at(end - 2) != ':') {
            end--;
        }
        return isVersion6(text, start, end) && !isPunctuation(text, start, end) ? zoneEnd(text, end) : start;
    }

    /** "Article 19::" and "1::2": short forms that people write for other reasons. A prefix has its length behind it. */
    private static boolean isPunctuation(PlainText text, int start, int end) {
        boolean openEnd = text.at(end - 1) == ':' && text.at(end) != '/';
        int digits = 0;
        int groups = 1;
        for (int i = start; i < end; i++) {
            digits += isHex(text, i) ? 1 : 0;
            groups += text.at(i) == ':' && text.at(i + 1) != ':' && i + 1 < end ? 1 : 0;
        }
        return text.at(start) != ':'
                && digits < 2 * GROUP_DIGITS
                && (digits < GROUP_DIGITS || (openEnd && groups == 1));
    }

    private static boolean isDotBetweenDigits(PlainText text, int i) {
        return text.at(i) == '.' && text.isDigit(i - 1) && text.isDigit(i + 1);
    }

    private static boolean isVersion6(PlainText text, int start, int end) {
        int groups = 0;
        boolean gap = false;
        boolean digit = false;
        int i = start;
        while (i < end) {
            if (text.at(i) == ':') {
                boolean two = text.at(i + 1) == ':' && i + 1 < end;
                if (two ? gap : i == start || i + 1 == end) {
                    return false;
                }
                gap |= two;
                i += two ? 2 : 1;
                continue;
            }
            int first = i;
            while (i < end && isHex(text, i)) {
                digit |= text.isDigit(i);
                i++;
            }
            if (i < end && text.at(i) == '.') {
                groups += 2;
                return fourBytesEnd(text, first) == end && isFull(groups, gap);
            }
            if (i - first > GROUP_DIGITS) {
                return false;
            }
            groups++;
        }
        return digit && isFull(groups, gap);
    }

    private static boolean isFull(int groups, boolean gap) {
        return gap ? groups < GROUPS : groups == GROUPS;
    }

    private static int zoneEnd(PlainText text, int end) {
        int i = end;
        if (text.at(i) == '%') {
            i++;
            while (i - end <= 16 && text.isLetterOrDigit(i)) {
                i++;
            }
        }
        return i > end + 1 ? i : end;
    }

    private static boolean isHex(PlainText text, int i) {
        char letter = text.latin(i);
        return text.isDigit(i) || (letter >= 'A' && letter <= 'F');
    }
}
