package textmill.runtime.redaction;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Phone numbers. One with a plus sign needs a country and a length that the country has. One without must be in use in a
 * region that was named, and be written like a phone number: in the groups of its country, or in one piece behind a word
 * that announces it; other digits are ordinary numbers. The library's own search takes a time that grows with the square of
 * some texts, so candidates are found here, at most {@value #MOST_DIGITS} digits each, and only judged by it. A text with
 * far more candidates than any of its length that people write is not judged to its end: the rest of them are taken for
 * numbers, as hiding too much is the lesser evil.
 */
final class PhoneNumbers implements Finder {
    private static final int NORTH_AMERICA = 1;
    private static final int FEWEST_DIGITS = 7;
    private static final int MOST_DIGITS = 15;
    private static final int MOST_GROUPS = 7;
    private static final int MOST_SEPARATORS = 3;
    private static final int WORD_WITHIN = 24;
    private static final int LONGEST_EXTENSION = 7;
    private static final Pattern ANNOUNCED =
            Pattern.compile("(?<![a-z])(tele)?(phone|call|mobile|cell|fax|sms|text me|dial|whatsapp|contact|tel\\b)");

    private static final int JUDGED_AT_LEAST = 2_000;
    private static final int JUDGED_EVERY = 16;

    private final PhoneNumberUtil library = PhoneNumberUtil.getInstance();
    private final List<Region> regions;

    PhoneNumbers(Set<String> regions) {
        this.regions = regions.stream()
                .map(name -> new Region(
                        name,
                        library.getCountryCodeForRegion(name) == NORTH_AMERICA,
                        prefix(library.getNddPrefixForRegion(name, true))))
                .toList();
    }

    private static String prefix(@Nullable String stated) {
        return stated == null ? "" : stated;
    }

    /**
     * Whose numbers are known without a country code.
     *
     * @param prefix what stands before them within the country; empty if nothing does
     */
    private record Region(String name, boolean northAmerican, String prefix) {
        /** Cheap, and false for most digits: area code and exchange begin with 2 or more, elsewhere the prefix is there. */
        private boolean mayHave(CharSequence digits) {
            if (!northAmerican) {
                return digits.length() > prefix.length()
                        && prefix.contentEquals(digits.subSequence(0, prefix.length()));
            }
            int area = digits.charAt(0) == '1' ? 1 : 0;
            return digits.length() == 10 + area && digits.charAt(area) > '1' && digits.charAt(area + 3) > '1';
        }
    }

    /** How many candidates of a text may yet be judged. */
    private static final class Budget {
        private int left;

        private Budget(int left) {
            this.left = left;
        }

        private boolean isSpent() {
            return left-- <= 0;
        }
    }

    /** Groups of digits that follow each other, as far as one number can reach. */
    private static final class Candidate {
        private final StringBuilder digits = new StringBuilder();
        private final List<Integer> cuts = new ArrayList<>();
        private int end;
    }

    @Override
    public void find(PlainText text, List<Span> found) {
        Budget budget = new Budget(JUDGED_AT_LEAST + text.length() / JUDGED_EVERY);
        for (int i = 0; i < text.length(); i++) {
            boolean plus = text.at(i) == '+' && !text.isLetterOrDigit(i - 1);
            int first = plus ? digitAfter(text, i + 1) : i;
            if (first < 0 || !text.isDigit(first) || (!plus && !mayBegin(text, i))) {
                continue;
            }
            int end = end(text, first, plus, budget);
            if (end > first) {
                int start = !plus && text.at(i - 1) == '(' ? i - 1 : i;
                end = extensionEnd(text, end);
                found.add(text.span(PersonalDataRule.PHONE.label(), start, end));
                i = end - 1;
            } else if (!plus) {
                while (text.isDigit(i + 1)) {
                    i++;
                }
            }
        }
    }

    /** The digit behind a plus sign, over one bracket or blank. */
    private static int digitAfter(PlainText text, int i) {
        int at = text.at(i) == '(' || text.at(i) == ' ' ? i + 1 : i;
        return text.isDigit(at) ? at : -1;
    }

    /** Not within a word, a decimal, an amount or a path. */
    private static boolean mayBegin(PlainText text, int i) {
        char before = text.at(i - 1);
        return !text.isLetterOrDigit(i - 1)
                && "+#$€£_%".indexOf(before) < 0
                && !((before == '.' || before == ',' || before == ':') && text.isDigit(i - 2));
    }

    private int end(PlainText text, int first, boolean plus, Budget budget) {
        List<Candidate> candidates = candidates(text, first);
        for (int i = candidates.size() - 1; i >= 0; i--) {
            Candidate candidate = candidates.get(i);
            if (plus ? isInternational(candidate, budget) : isNational(text, first, candidate, budget)) {
                return candidate.end;
            }
        }
        return first;
    }

    /** One for each group at which a number that begins here may end, the shortest first. */
    private static List<Candidate> candidates(PlainText text, int first) {
        List<Candidate> all = new ArrayList<>(2);
        Candidate growing = new Candidate();
        int i = first;
        for (int groups = 1; groups <= MOST_GROUPS; groups++) {
            while (text.isDigit(i)) {
                if (growing.digits.length() == MOST_DIGITS) {
                    return all;
                }
                growing.digits.append(text.at(i++));
            }
            if (growing.digits.length() >= FEWEST_DIGITS
                    && growing.digits.length() + 1 >= 2 * groups
                    && mayEnd(text, i)) {
                Candidate done = new Candidate();
                done.digits.append(growing.digits);
                done.cuts.addAll(growing.cuts);
                done.end = i;
                all.add(done);
            }
            int next = nextGroup(text, i);
            if (next < 0) {
                return all;
            }
            growing.cuts.add(growing.digits.length());
            i = next;
        }
        return all;
    }

    private static boolean mayEnd(PlainText text, int i) {
        char after = text.at(i);
        return !text.isLetter(i)
                && after != '%'
                && after != '@'
                && !((after == '.' || after == ',' || after == ':') && text.isDigit(i + 1));
    }

    private static int nextGroup(PlainText text, int i) {
        int next = i;
        while (next - i < MOST_SEPARATORS && (text.isBlankOrHyphen(next) || "()./".indexOf(text.at(next)) >= 0)) {
            next++;
        }
        return next > i && text.isDigit(next) ? next : -1;
    }

    private boolean isInternational(Candidate candidate, Budget budget) {
        if (budget.isSpent()) {
            return true;
        }
        PhoneNumber number = parse("+" + candidate.digits, null);
        return number != null && library.isPossibleNumberWithReason(number) == ValidationResult.IS_POSSIBLE;
    }

    private boolean isNational(PlainText text, int first, Candidate candidate, Budget budget) {
        if (candidate.digits.indexOf("00") == 0) {
            if (budget.isSpent()) {
                return true;
            }
            PhoneNumber number = parse("+" + candidate.digits.substring(2), null);
            return number != null && library.isValidNumber(number);
        }
        for (Region region : regions) {
            if (!region.mayHave(candidate.digits)) {
                continue;
            }
            if (budget.isSpent()) {
                return !candidate.cuts.isEmpty();
            }
            PhoneNumber number = parse(candidate.digits.toString(), region.name);
            if (number != null && library.isValidNumber(number)) {
                return candidate.cuts.isEmpty() ? isAnnounced(text, first) : isGrouped(candidate, number);
            }
        }
        return false;
    }

    /** Written in the groups of its country, or in fewer or more, but never across them. */
    private boolean isGrouped(Candidate candidate, PhoneNumber number) {
        List<Integer> cuts = new ArrayList<>();
        int digits = 0;
        String usual = library.format(number, PhoneNumberFormat.NATIONAL);
        for (int i = 0; i < usual.length(); i++) {
            if (Character.isDigit(usual.charAt(i))) {
                digits++;
            } else if (digits > 0 && !cuts.contains(digits)) {
                cuts.add(digits);
            }
        }
        int more = candidate.digits.length() - digits; // a prefix that the usual form leaves out
        List<Integer> shifted =
                new ArrayList<>(cuts.stream().map(cut -> cut + more).toList());
        if (more > 0) {
            shifted.add(more);
        }
        return candidate.cuts.containsAll(shifted) || shifted.containsAll(candidate.cuts);
    }

    private static boolean isAnnounced(PlainText text, int first) {
        String before = text.string(Math.max(0, first - WORD_WITHIN), first).toLowerCase(Locale.ROOT);
        return ANNOUNCED.matcher(before).find(); // a few characters: whatever its steps, they are few
    }

    private @Nullable PhoneNumber parse(String digits, @Nullable String region) {
        try {
            return library.parse(digits, region);
        } catch (NumberParseException e) {
            return null; // no such country, or too short
        }
    }

    /** The end of "ext. 12", "x12" or "#12" behind a number, or the index itself. */
    private static int extensionEnd(PlainText text, int end) {
        int i = end;
        while (i - end < 2 && (text.at(i) == ' ' || text.at(i) == ',')) {
            i++;
        }
        if (text.latin(i) == 'E' && text.latin(i + 1) == 'X' && text.latin(i + 2) == 'T') {
            i += text.at(i + 3) == '.' ? 4 : 3;
        } else if (text.latin(i) == 'X' || text.at(i) == '#') {
            i++;
        } else {
            return end;
        }
        i += text.at(i) == ' ' ? 1 : 0;
        int first = i;
        while (text.isDigit(i) && i - first < LONGEST_EXTENSION) {
            i++;
        }
        return i > first && !text.isLetterOrDigit(i) ? i : end;
    }
}
