package textmill.runtime.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.runtime.MiniLm;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Statements;
import textmill.runtime.model.TokenizerFile;
import textmill.runtime.model.TokenizerSettings;

class TextTokenizerTest {
    private static TextTokenizer tokenizer;

    @BeforeAll
    static void load() {
        tokenizer = TextTokenizer.load(ModelSpec.read(MiniLm.directory()).tokenizer());
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void shouldOverrideThePaddingAndTruncationOfTheFile() {
        // Given a file that pads to 128 tokens and cuts there
        Tokens shorter = tokenizer.tokenize("Hello world", false);
        Tokens longer = tokenizer.tokenize("word ".repeat(300), false);

        // Then
        assertThat(ids(shorter)).containsExactly(101, 7592, 2088, 102);
        assertThat(longer.length()).isEqualTo(302);
        assertThat(longer.flags().truncated()).isFalse();
    }

    @Test
    void shouldCutAtTheModelsLimitAndSaySo() {
        // When
        Tokens tokens = tokenizer.tokenize("word ".repeat(10_000), true);

        // Then
        assertThat(tokens.length()).isEqualTo(512);
        assertThat(tokens.flags().truncated()).isTrue();
        assertThat(tokens.id(0)).isEqualTo(101);
        assertThat(tokens.id(511)).isEqualTo(102);
        assertThat(tokens.start(510)).isEqualTo(509 * 5);
        assertThat(tokens.end(510)).isEqualTo(509 * 5 + 4);
    }

    @Test
    void shouldPointIntoTheOriginalStringInUtf16() {
        // Given
        String text = "a 😀 b 中文 cafe\u0301 👩‍👩‍👧 end";

        // When
        Tokens tokens = tokenizer.tokenize(text, true);

        // Then
        assertThat(pieces(text, tokens)).containsExactly("a", "😀", "b", "中", "文", "cafe", "👩‍👩‍👧", "end");
    }

    @Test
    void shouldReplaceUnpairedSurrogatesAndKeepTheOffsetsRight() {
        // Given
        String text = "ab\ud83d cd \udc00\ud83d\ude00 of\ud800";

        // When
        Tokens tokens = tokenizer.tokenize(text, true);

        // Then
        assertThat(tokens.flags().substituted()).isTrue();
        assertThat(pieces(text, tokens)).contains("cd", "of");
        assertThat(ids(tokens)).isEqualTo(ids(tokenizer.tokenize("ab\ufffd cd \ufffd😀 of\ufffd", true)));
        assertThat(tokenizer.tokenize("😀 fine", true).flags().substituted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n  ", "\u00a0\u2003", "\u0000", "\u200b"})
    void shouldFlagTextsWithoutContent(String text) {
        // When
        Tokens tokens = tokenizer.tokenize(text, true);

        // Then
        assertThat(tokens.flags().empty()).isTrue();
        assertThat(ids(tokens)).containsExactly(101, 102);
        assertThat(tokens.firstReal()).isEqualTo(tokens.endReal());
    }

    @Test
    void shouldTreatASpecialTokenInTheTextAsPartOfTheText() {
        // When
        Tokens tokens = tokenizer.tokenize("[SEP] x", true);

        // Then
        assertThat(ids(tokens)).containsExactly(101, 102, 1060, 102);
        assertThat(tokens.endReal() - tokens.firstReal()).isEqualTo(2);
        assertThat(tokenizer.token(tokens.id(1))).isEqualTo("[SEP]");
    }

    @Test
    void shouldNeverCrashOnRandomUtf16() {
        Random random = new Random(20);
        for (int round = 0; round < 2_000; round++) {
            // Given any code units at all: controls, unpaired surrogates, private use
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                text.append((char) (random.nextInt(4) == 0 ? 0xD800 + random.nextInt(0x800) : random.nextInt(0x10000)));
            }

            // When
            Tokens tokens = tokenizer.tokenize(text.toString(), true);

            // Then
            for (int i = tokens.firstReal(); i < tokens.endReal(); i++) {
                assertThat(tokens.start(i)).isBetween(0, tokens.end(i));
                assertThat(tokens.end(i)).isLessThanOrEqualTo(text.length());
            }
        }
    }

    /** The reference tokenises all of the text and cuts afterwards; we look at a prefix only. */
    @Test
    void shouldGiveALongTextTheTokensOfTheWholeText() {
        Random random = new Random(5);
        String[] parts = {"word", " ", "  \n", "unbelievable", "中文", "😀", "é", "x".repeat(120), ".", "\u0301"};
        NativeTokenizer reference = reference();
        try {
            for (int round = 0; round < 60; round++) {
                // Given
                StringBuilder text = new StringBuilder();
                String filler = parts[random.nextInt(parts.length)].repeat(1 + random.nextInt(3_000));
                while (text.length() < 12_000) {
                    text.append(parts[random.nextInt(parts.length)]);
                    text.append(random.nextInt(100) == 0 ? filler : "");
                }

                // When
                Tokens tokens = tokenizer.tokenize(text.toString(), false);

                // Then
                int[] all = reference.encode(text.toString(), false).ids();
                List<Integer> expected = new ArrayList<>();
                for (int i = 0; i < Math.min(all.length, 512) - 1; i++) {
                    expected.add(all[i]);
                }
                expected.add(102);
                assertThat(ids(tokens)).isEqualTo(expected);
            }
        } finally {
            reference.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"word ", "a", "中", " ", "😀", "x\u0301", "unbelievable.", "\u0000"})
    void shouldLookAtABoundedPartOfAHugeText(String part) {
        // Given
        String text = part.repeat(1_000_000 / part.length());

        // When
        Tokens tokens = tokenizer.tokenize(text, true);

        // Then
        assertThat(tokens.length()).isLessThanOrEqualTo(512);
        boolean dropped = part.equals(" ") || part.equals("\u0000"); // then nothing is left that could be cut
        assertThat(tokens.flags().truncated()).isEqualTo(!dropped);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\n", "\r\n", "\t \u3000", "\u00a0", "\0", "\u200d", "\ufffd", "\u0301", " \u200b\n"})
    void shouldSeeTextBehindAnyNumberOfDroppedCharacters(String dropped) {
        // Given
        String run = dropped.repeat(300_000);
        String text = run + "two" + " " + run + "words" + run;

        // When
        Tokens tokens = tokenizer.tokenize(text, true);

        // Then: the tokens of the two words, where they stand, and nothing that was cut
        assertThat(ids(tokens)).isEqualTo(ids(tokenizer.tokenize("two words", false)));
        assertThat(tokens.start(1)).isEqualTo(run.length());
        assertThat(text.substring(tokens.start(1), tokens.end(1))).isEqualTo("two");
        assertThat(text.substring(tokens.start(2), tokens.end(2))).isEqualTo("words");
        assertThat(tokens.flags().truncated()).isFalse();
    }

    @Test
    void shouldPointIntoTheTextBehindItsPrompt() {
        // Given
        TokenizerFile file = ModelSpec.read(
                        MiniLm.directory(), ModelOptions.none().with(Statements.parse(Map.of("prompt", "query: "))))
                .tokenizer();
        try (TextTokenizer prompted = TextTokenizer.load(file)) {
            // When
            Tokens tokens = prompted.tokenize("\ud83d\ude00 two words", true);
            Tokens empty = prompted.tokenize("", true);

            // Then: [CLS] query : and then the text
            assertThat(ids(tokens)).isEqualTo(ids(tokenizer.tokenize("query: \ud83d\ude00 two words", false)));
            assertThat(tokens.promptTokens()).isEqualTo(3);
            assertThat(tokens.start(1)).isZero();
            assertThat(tokens.end(2)).isZero();
            assertThat(tokens.start(4)).isEqualTo(3);
            assertThat(tokens.end(4)).isEqualTo(6);
            assertThat(empty.flags().empty()).isTrue();
        }
    }

    @Test
    void shouldFlagWhatIsCutBehindAWordThatFillsEverything() {
        // Given: one word, which gives one token
        String text = "a".repeat(TextTokenizer.MAX_CHARS + 10) + " two words";

        // When
        Tokens tokens = tokenizer.tokenize(text, true);

        // Then
        assertThat(tokens.length()).isEqualTo(3);
        assertThat(tokens.flags().truncated()).isTrue();
    }

    @Test
    void shouldKeepWhatATokenizerKeeps() {
        // Given: a tokenizer of bytes, to which every blank matters
        try (TextTokenizer bytes = TextTokenizer.load(
                ModelSpec.read(Path.of("src/test/resources/tiny/tiny-roberta")).tokenizer())) {
            String text = " ".repeat(300_000) + "two words";

            // Then
            Tokens tokens = bytes.tokenize(text, false);
            assertThat(tokens.flags().truncated()).isTrue();
            assertThat(tokens.length()).isEqualTo(bytes.maxTokens());
        }
    }

    @Test
    void shouldRefuseToWorkAfterClosingInsteadOfCrashing() {
        // Given
        TextTokenizer closed =
                TextTokenizer.load(ModelSpec.read(MiniLm.directory()).tokenizer());
        closed.close();
        closed.close();

        // When, Then
        assertThatThrownBy(() -> closed.tokenize("text", false)).hasMessageContaining("closed");
    }

    @Test
    void shouldNameAFileThatTheLibraryRefuses(@TempDir Path directory) throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("tokenizer.json"), "{\"model\": {\"type\": \"Nonsense\"}}");

        // When, Then
        assertThatThrownBy(() -> TextTokenizer.load(new TokenizerFile(file, "", 512, 0, TokenizerSettings.none())))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("\n");
    }

    private static NativeTokenizer reference() {
        try {
            String json = Files.readString(MiniLm.directory().resolve("tokenizer.json"));
            return new NativeTokenizer(json.replaceFirst("\"truncation\": \\{[^}]*}", "\"truncation\": null")
                    .replaceFirst("\"padding\": \\{[^}]*\\{[^}]*}[^}]*}", "\"padding\": null"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Integer> ids(Tokens tokens) {
        return IntStream.range(0, tokens.length()).mapToObj(tokens::id).toList();
    }

    private static List<String> pieces(String text, Tokens tokens) {
        return IntStream.range(tokens.firstReal(), tokens.endReal())
                .mapToObj(i -> text.substring(tokens.start(i), tokens.end(i)))
                .toList();
    }
}
