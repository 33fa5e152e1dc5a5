package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How a key's recent normal texts are written: their letters, words and kinds of characters. */
final class Writing {
    private final LetterTriples letters = new LetterTriples();
    private final WordCounts words = new WordCounts();
    private final CharacterKinds kinds = new CharacterKinds();

    /**
     * Measures a text.
     *
     * @param values by {@link Part#place}, takes {@link Part#LETTERS}, {@link Part#WORDS} and {@link Part#CHARACTERS}
     * @return what is to be learnt of the text
     */
    Traits measure(String text, float[] values) {
        String beginning = text.length() > Traits.LONGEST ? text.substring(0, Traits.LONGEST) : text;
        WordCounts.Words said = WordCounts.of(beginning);
        Traits traits = Traits.of(beginning, said);
        values[Part.LETTERS.place()] = letters.surprise(traits.letters());
        values[Part.WORDS.place()] = words.surprise(said);
        values[Part.CHARACTERS.place()] = kinds.divergence(traits.kinds());
        return traits;
    }

    /** Learns a text. */
    void add(Traits traits) {
        letters.add(traits.letters());
        words.add(traits.words());
        kinds.add(traits.kinds());
    }

    void write(DataOutput out) throws IOException {
        letters.write(out);
        words.write(out);
        kinds.write(out);
    }

    void read(DataInput in) throws IOException {
        letters.read(in);
        words.read(in);
        kinds.read(in);
    }
}
