package textmill.topology.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WritingTest {
    private static final String[] KNOWN =
            "where is my flight and when does the train to the airport leave from this station".split(" ");

    private final Writing writing = new Writing();

    WritingTest() {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder("Hello,");
            for (int j = 0; j < 6; j++) {
                text.append(' ').append(KNOWN[random.nextInt(KNOWN.length)]);
            }
            learn(text.append('?').toString());
        }
    }

    @Test
    void shouldFindCommonWordsUnusualThatTheStreamDoesNotUse() {
        assertThat(value(Part.WORDS, "the money on my account"))
                .isGreaterThan(value(Part.WORDS, "the train to my airport") + 1);
    }

    @Test
    void shouldMakeNothingOfNamesAndOtherWordsThatNobodyExpects() {
        assertThat(value(Part.WORDS, "the train to Xylqvist"))
                .isCloseTo(value(Part.WORDS, "the train to Brzmokk"), within(1e-6f));
        assertThat(value(Part.WORDS, "Xylqvist Brzmokk")).isCloseTo(0, within(0.1f));
        assertThat(value(Part.WORDS, "money account")).isGreaterThan(0.5f);
    }

    @Test
    void shouldFindOtherMarksUnusualTheMoreTheLongerTheText() {
        String usual = "Hello, where is the train?";
        String shouting = "HELLO!!! BUY THIS $$$ NOW!!!";

        assertThat(value(Part.CHARACTERS, shouting)).isGreaterThan(value(Part.CHARACTERS, usual) + 3);
        assertThat(value(Part.CHARACTERS, shouting + shouting)).isGreaterThan(value(Part.CHARACTERS, shouting) * 1.3f);
    }

    @Test
    void shouldTellAdvertisementsFromOtherTextsWhateverTheyAreAbout() {
        float advertisement = value(Part.ADVERTISING, "Click here to receive our special offer! 50% off, order now.");

        assertThat(advertisement).isGreaterThan(value(Part.ADVERTISING, "where does your train leave?") + 2);
        assertThat(value(Part.ADVERTISING, "The senator said that the treaty was signed in spring."))
                .isZero();
    }

    @Test
    void shouldCountWhatAdvertisementsHaveOnceAndWhateverItsCase() {
        float once = value(Part.ADVERTISING, "offer of a b c d e f g");

        assertThat(once).isPositive();
        assertThat(value(Part.ADVERTISING, "OFFER of a b c d e f offer")).isEqualTo(once);
        assertThat(value(Part.ADVERTISING, "offer! of a b c d e f g")).isGreaterThan(once);
        assertThat(value(Part.ADVERTISING, "offer!!! of a b c d e f g"))
                .isEqualTo(value(Part.ADVERTISING, "offer! of a b c d e f g"));
    }

    @Test
    void shouldFindOtherLettersUnusual() {
        assertThat(value(Part.LETTERS, "qxv zzk wrrj")).isGreaterThan(value(Part.LETTERS, "this station") + 1);
    }

    @Test
    void shouldMeasureTextsWithoutWordsAndWithoutAnything() {
        for (String text : new String[] {"", " ", "?!", "\ud83d\ude00", "\ud83d"}) {
            assertThat(value(Part.WORDS, text)).isFinite();
            assertThat(value(Part.CHARACTERS, text)).isFinite();
            assertThat(value(Part.LETTERS, text)).isFinite();
            assertThat(value(Part.ADVERTISING, text)).isFinite();
        }
    }

    @Test
    void shouldLearnTheSameOfTraitsThatWereWritten() throws IOException {
        Traits traits = writing.measure(Wording.of("Where's the 7:15 train?"), new float[Part.values().length]);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        traits.write(new DataOutputStream(bytes));

        Traits read = Traits.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        assertThat(read.letters()).isEqualTo(traits.letters());
        assertThat(read.words()).isEqualTo(traits.words());
        assertThat(read.kinds()).isEqualTo(traits.kinds());
    }

    @Test
    void shouldForgetTheOldestWords() {
        float before = value(Part.WORDS, "money account");
        float known = value(Part.WORDS, "where is my flight");
        for (int i = 0; i < WordCounts.LIMIT; i++) {
            learn("money account");
        }

        assertThat(value(Part.WORDS, "money account")).isLessThan(before - 5);
        assertThat(value(Part.WORDS, "where is my flight")).isGreaterThan(known + 2);
    }

    @Test
    void shouldKnowWhichWordsAreCommon() {
        assertThat(CommonWords.share("the")).isBetween(0.01f, 0.12f);
        assertThat(CommonWords.share("a")).isBetween(0.005f, 0.05f);
        assertThat(CommonWords.share("account")).isBetween(1e-6f, 1e-3f);
        assertThat(CommonWords.share("xylqvist")).isEqualTo(CommonWords.UNKNOWN);
    }

    private void learn(String text) {
        writing.add(writing.measure(Wording.of(text), new float[Part.values().length]));
    }

    private float value(Part part, String text) {
        float[] values = new float[Part.values().length];
        writing.measure(Wording.of(text), values);
        return values[part.place()];
    }
}
