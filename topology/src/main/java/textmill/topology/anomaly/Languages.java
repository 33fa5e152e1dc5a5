package textmill.topology.anomaly;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A cheap guess at a text's language, good enough to see that a stream has changed: the script that most of its letters are
 * of, and for the Latin one the language of which it has the most function words. A text without any, or with as many of
 * two languages, is just {@code latin}. No statistics of letters, no model: short texts and related languages are often missed,
 * but equally often from one week to the next.
 */
final class Languages {
    private static final String LIST = "languages.txt";
    private static final String NONE = "none";
    private static final int FIRST_LANGUAGE = 1;

    /** Letters that are looked at; after so many of a script it does not change any more. */
    private static final int LETTERS = 200;

    /** Scripts that have a name of their own, by their place in categories. */
    private static final List<UnicodeScript> SCRIPTS = List.of(
            UnicodeScript.LATIN,
            UnicodeScript.CYRILLIC,
            UnicodeScript.GREEK,
            UnicodeScript.ARABIC,
            UnicodeScript.HEBREW,
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL,
            UnicodeScript.THAI,
            UnicodeScript.DEVANAGARI,
            UnicodeScript.BENGALI,
            UnicodeScript.TAMIL,
            UnicodeScript.TELUGU,
            UnicodeScript.GEORGIAN,
            UnicodeScript.ARMENIAN,
            UnicodeScript.ETHIOPIC);

    private static final int LATIN = 0;
    private static final String OTHER = "other";
    private static final int ASCII = 0x80;

    private static final Languages LISTED = new Languages(WordList.lines(LIST));

    private final List<String> names = new ArrayList<>(List.of(NONE));
    private final Map<String, Long> languages = new HashMap<>();

    /** @param lines a language and its function words each */
    private Languages(List<String> lines) {
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            long bit = 1L << names.size();
            names.add(words[0]);
            for (int i = 1; i < words.length; i++) {
                languages.merge(words[i], bit, (known, more) -> known | more);
            }
        }
    }

    /** The category of a text. */
    static int of(Wording text) {
        return LISTED.category(text);
    }

    /** What a category is called. */
    static String name(int category) {
        int script = category - LISTED.names.size();
        if (script < 0) {
            return LISTED.names.get(category);
        }
        return script < SCRIPTS.size() ? SCRIPTS.get(script).name().toLowerCase(Locale.ROOT) : OTHER;
    }

    private int category(Wording text) {
        int script = script(text.beginning());
        int language = script == LATIN ? language(text.words()) : 0;
        return script < 0 || language > 0 ? language : names.size() + script;
    }

    /** The place of the script of most letters, of two with as many the first; -1 without a letter. */
    private static int script(String text) {
        int[] counts = new int[SCRIPTS.size() + 1];
        int left = LETTERS;
        for (int i = 0; i < text.length() && left > 0; ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            if (Character.isLetter(character)) {
                left--;
                counts[character < ASCII ? LATIN : place(UnicodeScript.of(character))]++;
            }
        }
        int most = -1;
        for (int script = 0; script < counts.length; script++) {
            if (counts[script] > (most < 0 ? 0 : counts[most])) {
                most = script;
            }
        }
        return most;
    }

    private static int place(UnicodeScript script) {
        int place = SCRIPTS.indexOf(script);
        return place < 0 ? SCRIPTS.size() : place;
    }

    /** The language with the most function words, 0 if there is no such one. */
    private int language(List<String> words) {
        int[] counts = new int[names.size()];
        for (String word : words) {
            Long of = languages.get(word);
            for (long bits = of == null ? 0 : of; bits != 0; bits &= bits - 1) {
                counts[Long.numberOfTrailingZeros(bits)]++;
            }
        }
        int best = 0;
        boolean alone = false;
        for (int language = FIRST_LANGUAGE; language < counts.length; language++) {
            if (counts[language] > counts[best]) {
                best = language;
                alone = true;
            } else if (best > 0 && counts[language] == counts[best]) {
                alone = false;
            }
        }
        return alone ? best : 0;
    }
}
