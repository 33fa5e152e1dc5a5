package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How a text is written, as far as a key learns it: counts from which the text cannot be read again.
 *
 * @param letters places of its triples of characters, rising
 * @param words places of its words, rising
 * @param kinds how many characters of each kind, {@code [CharacterKinds.SIZE]}
 */
record Traits(int[] letters, int[] words, int[] kinds) {
    private static final Traits NONE = new Traits(new int[0], new int[0], new int[CharacterKinds.SIZE]);

    /** Of a text that is not learnt. */
    static Traits none() {
        return NONE;
    }

    /** Of a text whose words are known. */
    static Traits of(String beginning, WordCounts.Words words) {
        int[] letters = LetterTriples.of(beginning);
        int[] places = words.places().clone();
        Arrays.sort(letters);
        Arrays.sort(places);
        return new Traits(letters, places, CharacterKinds.of(beginning));
    }

    void write(DataOutput out) throws IOException {
        SmallNumbers.writeRising(out, letters);
        SmallNumbers.writeRising(out, words);
        int different = 0;
        for (int count : kinds) {
            different += count > 0 ? 1 : 0;
        }
        out.writeByte(different);
        for (int kind = 0; kind < kinds.length; kind++) {
            if (kinds[kind] > 0) {
                out.writeByte(kind);
                SmallNumbers.write(out, kinds[kind]);
            }
        }
    }

    static Traits read(DataInput in) throws IOException {
        int[] letters = SmallNumbers.readRising(in);
        int[] words = SmallNumbers.readRising(in);
        int[] kinds = new int[CharacterKinds.SIZE];
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            int kind = in.readUnsignedByte();
            kinds[kind] = SmallNumbers.read(in);
        }
        return new Traits(letters, words, kinds);
    }
}
