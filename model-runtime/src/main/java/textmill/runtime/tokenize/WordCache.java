package textmill.runtime.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Words that the library has taken apart before: the tokens of a text are those of its words, one after the other, for files of
 * which {@link WordRules} says so. Most words came before, and to find one takes a fiftieth of the 3 us in which the library
 * takes it apart.
 *
 * <p>Thread-safe without a lock: what a slot holds is never modified, and a word that two threads put there at once, or that
 * another takes the place of, is only taken apart again.
 */
final class WordCache implements TextEncoder {
    private static final int SLOTS = 1 << 15;

    /** Slots that a word may be in. */
    private static final int WAYS = 4;

    /** In characters. */
    private static final int LONGEST_WORD = 64;

    /** What has more is a phrase of a script without blanks, takes the room of five words, and seldom comes again. */
    private static final int MOST_TOKENS = 16;

    private final NativeTokenizer tokenizer;
    private final int before;
    private final int after;
    private final Encoding frame;
    private final WordRules rules;
    private final @Nullable Known[] slots = new @Nullable Known[SLOTS];

    /** A word and its tokens. */
    private record Known(String word, Pieces pieces) {}

    /** The tokens of a word, and where they are in it. */
    private record Pieces(int[] ids, int[] starts, int[] ends) {}

    private WordCache(NativeTokenizer tokenizer, SpecialTokens special, WordRules rules) {
        this.tokenizer = tokenizer;
        this.before = special.before();
        this.after = special.after();
        this.frame = tokenizer.encode("", false);
        this.rules = rules;
    }

    /**
     * What takes texts apart: a cache of words, or the library itself where words are not by themselves.
     *
     * @param json the tokenizer's file
     */
    static TextEncoder over(NativeTokenizer tokenizer, JsonNode json, SpecialTokens special) {
        WordRules rules = WordRules.of(json);
        if (rules == null) {
            return tokenizer;
        }
        WordCache words = new WordCache(tokenizer, special, rules);
        return words.frame.ids().length == words.before + words.after ? words : tokenizer;
    }

    @Override
    public Encoding encode(String wellFormed, boolean withPlaces) {
        tokenizer.checkOpen();
        WordsOfText words = new WordsOfText(wellFormed);
        int from = WordRules.start(wellFormed, 0);
        while (from < wellFormed.length()) {
            int end = rules.end(wellFormed, from);
            words.add(from, end, find(wellFormed, from, end));
            from = WordRules.start(wellFormed, end);
        }
        return words.mostAreNew() ? words.takenApartAtOnce(withPlaces) : words.together(withPlaces);
    }

    private @Nullable Pieces find(String text, int from, int end) {
        int length = end - from;
        int first = firstSlot(text, from, end);
        for (int slot = first; slot < first + WAYS; slot++) {
            Known known = slots[slot];
            if (known != null && known.word.length() == length && known.word.regionMatches(0, text, from, length)) {
                return known.pieces;
            }
        }
        return null;
    }

    /** In the first of its slots; what was there moves on, and what was in the last one is forgotten. */
    private void keep(String text, int from, int end, Pieces pieces) {
        if (end - from > LONGEST_WORD || pieces.ids.length > MOST_TOKENS || find(text, from, end) != null) {
            return;
        }
        int first = firstSlot(text, from, end);
        System.arraycopy(slots, first, slots, first + 1, WAYS - 1);
        slots[first] = new Known(text.substring(from, end), pieces);
    }

    private static int firstSlot(String text, int from, int end) {
        int hash = 0;
        for (int i = from; i < end; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        hash *= 0x9E3779B9; // spreads what 31 leaves close together; the golden ratio, Knuth 6.4
        return (hash >>> (Integer.SIZE - Integer.numberOfTrailingZeros(SLOTS))) & -WAYS;
    }

    /** The words of one text, in order. Used by one thread. */
    private final class WordsOfText {
        private static final int FEW = 32;

        private final String text;
        private @Nullable Pieces[] known = new @Nullable Pieces[FEW];
        private int[] begins = new int[FEW];
        private int[] ends = new int[FEW];
        private int count;
        private int fresh;
        private boolean learns;

        WordsOfText(String text) {
            this.text = text;
        }

        /** @param pieces of the word, or null if it is not known */
        void add(int begin, int end, @Nullable Pieces pieces) {
            if (count == begins.length) {
                known = Arrays.copyOf(known, 2 * count);
                begins = Arrays.copyOf(begins, 2 * count);
                ends = Arrays.copyOf(ends, 2 * count);
            }
            known[count] = pieces;
            begins[count] = begin;
            ends[count] = end;
            count++;
            fresh += pieces == null ? 1 : 0;
            learns |= pieces == null && end - begin <= LONGEST_WORD;
        }

        boolean mostAreNew() {
            return 2 * fresh > count;
        }

        /** Sooner done than word by word; and all of them are known from then on. */
        Encoding takenApartAtOnce(boolean withPlaces) {
            Encoding whole = tokenizer.encode(text, withPlaces || learns);
            Places places = whole.places();
            if (learns && places != null) {
                learn(whole, places);
            }
            return whole;
        }

        private void learn(Encoding whole, Places places) {
            int[] points = points();
            int[] firsts = new int[count + 1];
            int end = whole.ids().length - after;
            int at = before;
            for (int i = 0; i < count; i++) {
                firsts[i] = at;
                int wordEnd = points[i] + text.codePointCount(begins[i], ends[i]);
                while (at < end && places.starts()[at] >= points[i] && places.ends()[at] <= wordEnd) {
                    at++;
                }
            }
            firsts[count] = at;
            if (at < end) {
                return; // a token that is in no word: nothing is certain
            }
            for (int i = 0; i < count; i++) {
                if (known[i] == null) {
                    keep(text, begins[i], ends[i], part(whole, places, firsts[i], firsts[i + 1], points[i]));
                }
            }
        }

        /** What the library says of the words, together. */
        Encoding together(boolean withPlaces) {
            Pieces[] words = new Pieces[count];
            int total = before + after;
            for (int i = 0; i < count; i++) {
                Pieces word = known[i];
                words[i] = word == null ? takenApart(i) : word;
                total += words[i].ids.length;
            }
            int[] ids = new int[total];
            System.arraycopy(frame.ids(), 0, ids, 0, before);
            System.arraycopy(frame.ids(), before, ids, total - after, after);
            int at = before;
            for (Pieces word : words) {
                System.arraycopy(word.ids, 0, ids, at, word.ids.length);
                at += word.ids.length;
            }
            return new Encoding(ids, withPlaces ? places(words, total) : null);
        }

        private Pieces takenApart(int i) {
            Pieces met = find(text, begins[i], ends[i]);
            if (met != null) {
                return met; // further in front in this text, or in another's
            }
            Encoding framed = tokenizer.encode(text.substring(begins[i], ends[i]), true);
            Places places = Objects.requireNonNull(framed.places());
            Pieces word = part(framed, places, before, framed.ids().length - after, 0);
            keep(text, begins[i], ends[i], word);
            return word;
        }

        /** Where each word begins, in code points. */
        private int[] points() {
            int[] points = new int[count];
            int point = 0;
            int unit = 0;
            for (int i = 0; i < count; i++) {
                point += text.codePointCount(unit, begins[i]);
                unit = begins[i];
                points[i] = point;
            }
            return points;
        }

        private Places places(Pieces[] words, int total) {
            int[] points = points();
            int[] starts = new int[total];
            int[] wordEnds = new int[total];
            Arrays.fill(starts, Places.NOWHERE);
            Arrays.fill(wordEnds, Places.NOWHERE);
            int[] numbers = new int[total];
            int at = before;
            for (int i = 0; i < count; i++) {
                Pieces word = words[i];
                move(word.starts, starts, at, points[i]);
                move(word.ends, wordEnds, at, points[i]);
                Arrays.fill(numbers, at, at + word.ids.length, i);
                at += word.ids.length;
            }
            return new Places(starts, wordEnds, numbers);
        }
    }

    /** Some of an encoding's tokens, those of a word that begins at a point of its text. */
    private static Pieces part(Encoding whole, Places places, int from, int end, int begin) {
        int[] starts = Arrays.copyOfRange(places.starts(), from, end);
        int[] ends = Arrays.copyOfRange(places.ends(), from, end);
        move(starts, starts, 0, -begin);
        move(ends, ends, 0, -begin);
        return new Pieces(Arrays.copyOfRange(whole.ids(), from, end), starts, ends);
    }

    private static void move(int[] from, int[] to, int at, int by) {
        for (int i = 0; i < from.length; i++) {
            to[at + i] = from[i] == Places.NOWHERE ? Places.NOWHERE : from[i] + by;
        }
    }
}
