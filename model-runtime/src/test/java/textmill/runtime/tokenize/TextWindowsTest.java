package textmill.runtime.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.runtime.golden.GoldenModel;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.text.TextInput;
import textmill.runtime.tokenize.TextWindows.Size;
import textmill.runtime.tokenize.TextWindows.Window;

/** Windows of long texts, with tokenizers of several families. */
class TextWindowsTest {
    private static final List<String> FAMILIES = List.of(
            "bert",
            "roberta",
            "xlm-roberta",
            "bert-chinese",
            "albert",
            "classifier-xlnet",
            "settings-truncation-left",
            "st5-prompt-default");

    private final Path directory;

    TextWindowsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    static Stream<Arguments> familiesAndSizes() {
        return FAMILIES.stream()
                .flatMap(family -> Stream.of(
                        Arguments.of(family, new Size(16, 0, false)),
                        Arguments.of(family, new Size(24, 12, false)),
                        Arguments.of(family, new Size(32, 5, true))));
    }

    @ParameterizedTest
    @MethodSource("familiesAndSizes")
    void shouldCoverEveryCharacterOnceBeyondTheStride(String family, Size size) {
        try (TextTokenizer tokenizer = tokenizer(family)) {
            for (String text : texts()) {
                // When
                List<Window> windows = windows(tokenizer, size, text);

                // Then
                assertThat(windows.get(0).start()).isZero();
                assertThat(windows.get(windows.size() - 1).end()).isEqualTo(text.length());
                for (int i = 0; i < windows.size(); i++) {
                    Window window = windows.get(i);
                    assertThat(window.tokens().length()).isLessThanOrEqualTo(size.tokens());
                    assertThat(window.tokens().flags().truncated()).isFalse();
                    if (i > 0) {
                        Window before = windows.get(i - 1);
                        assertThat(window.start()).isGreaterThan(before.start()).isLessThanOrEqualTo(before.end());
                        assertThat(window.end()).isGreaterThan(before.end());
                        assertThat(shared(before, window)).isLessThanOrEqualTo(size.stride());
                    }
                }
            }
        }
    }

    /** Tokens of a window that begin in what the next one has, too. */
    private static long shared(Window window, Window next) {
        long shared = 0;
        for (int i = window.tokens().firstReal(); i < window.tokens().endReal(); i++) {
            Tokens tokens = window.tokens();
            shared += tokens.start(i) < tokens.end(i) && tokens.start(i) >= next.start() ? 1 : 0;
        }
        return shared;
    }

    @ParameterizedTest
    @MethodSource("familiesAndSizes")
    void shouldTokeniseAWindowAsTheTextThatItIs(String family, Size size) {
        try (TextTokenizer tokenizer = tokenizer(family)) {
            for (String text : texts()) {
                for (Window window : windows(tokenizer, size, text)) {
                    // When
                    Tokens alone = tokenizer.tokenize(text.substring(window.start(), window.end()), true);

                    // Then
                    assertThat(window.tokens().length()).isEqualTo(alone.length());
                    for (int i = 0; i < alone.length(); i++) {
                        assertThat(window.tokens().id(i)).isEqualTo(alone.id(i));
                        if (alone.start(i) < alone.end(i)) {
                            assertThat(window.tokens().start(i)).isEqualTo(alone.start(i) + window.start());
                            assertThat(window.tokens().end(i)).isEqualTo(alone.end(i) + window.start());
                        }
                    }
                }
            }
        }
    }

    @Test
    void shouldCutBetweenWordsAndAtEndsOfSentencesWhereThatIsAsked() {
        try (TextTokenizer tokenizer = tokenizer("bert")) {
            String text = "The house stands by the river. It is old, and nobody lives there. ".repeat(20);

            List<Window> words = windows(tokenizer, new Size(40, 0, false), text);
            List<Window> sentences = windows(tokenizer, new Size(40, 0, true), text);

            assertThat(words).allSatisfy(window -> assertThat(isWordStart(text, window.start()))
                    .isTrue());
            assertThat(sentences).allSatisfy(window -> assertThat(
                            text.substring(window.start(), window.end()).strip())
                    .endsWith("."));
            assertThat(words).anySatisfy(window -> assertThat(
                            text.substring(window.start(), window.end()).strip())
                    .doesNotEndWith("."));
        }
    }

    private static boolean isWordStart(String text, int at) {
        return at == 0 || Character.isWhitespace(text.charAt(at - 1));
    }

    @Test
    void shouldReadTextsLongerThanATokenizerIsGivenAtOnce() {
        try (TextTokenizer tokenizer = tokenizer("bert")) {
            String text = "the house of the river ".repeat(30_000);
            assertThat(text.length()).isGreaterThan(2 * TextTokenizer.MAX_CHARS);

            List<Window> windows = windows(tokenizer, new Size(48, 8, false), text);

            assertThat(windows.get(windows.size() - 1).end()).isEqualTo(text.length());
            assertThat(windows.size()).isGreaterThan(30_000 * 5 / 48);
        }
    }

    private List<Window> windows(TextTokenizer tokenizer, Size size, String text) {
        return new TextWindows(tokenizer, size, TextInput.of(text), true).cut();
    }

    private TextTokenizer tokenizer(String golden) {
        return TextTokenizer.load(
                ModelSpec.read(GoldenModel.of(golden).layOut(directory)).tokenizer());
    }

    private static List<String> texts() {
        Random random = new Random(5);
        List<String> words = List.of(
                "the",
                "government",
                "of",
                "a",
                "house,",
                "river.",
                "Extraordinarily",
                "😀",
                "naïve",
                "東京都",
                "x_y-z",
                "\n\n",
                "  ",
                "don't",
                "https://example.org/a/b?c=d",
                "éèê",
                "1234567890");
        List<String> texts = new ArrayList<>(List.of(
                "",
                "   ",
                "a",
                "one two three",
                "京都大学の歴史".repeat(40),
                "z".repeat(900),
                "😀".repeat(300),
                " ".repeat(3_000) + "end"));
        for (int length : new int[] {10, 60, 400}) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                text.append(words.get(random.nextInt(words.size()))).append(random.nextInt(9) == 0 ? ". " : " ");
            }
            texts.add(text.toString());
        }
        return texts;
    }
}
