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
     * @param values by {@link Part#place}, takes {@link Part#LETTERS}, {@link Part#WORDS}, {@link Part#CHARACTERS} and
     *     {@link Part#ADVERTISING}
     * @return what is to be learnt of the text
     */
    Traits measure(Wording text, float[] values) {
        WordCounts.Words said = WordCounts.of(text.words());
        Traits traits = Traits.of(text.beginning(), said);
        values[Part.LETTERS.place()] = letters.surprise(traits.letters());
        values[Part.WORDS.place()] = words.surprise(said);
        values[Part.CHARACTERS.place()] = kinds.divergence(traits.kinds());
        values[Part.ADVERTISING.place()] = Advertising.of(text);
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
