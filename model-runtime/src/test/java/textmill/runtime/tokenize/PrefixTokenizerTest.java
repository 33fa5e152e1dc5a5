package textmill.runtime.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.runtime.TestModels;

/** What is looked at of a long text decides the same tokens as all of it. */
class PrefixTokenizerTest {
    private static final String MARK = "\u0301";
    private static final String INVISIBLE = "\u200b";
    private static final String UNKNOWN = "\ud83d\ude00";

    static Stream<Arguments> wordsThatGoOn() {
        return Stream.of(
                Arguments.of("unknown behind invisible characters", "ab" + INVISIBLE.repeat(1_500) + UNKNOWN),
                Arguments.of("too long behind them", "ab" + INVISIBLE.repeat(1_500) + "c".repeat(120)),
                Arguments.of("unknown behind marks", "a ".repeat(20) + "words" + MARK.repeat(1_600) + UNKNOWN),
                Arguments.of("too long for its marks", ("b" + MARK.repeat(20)).repeat(150)),
                Arguments.of("behind a word that is known", "a ".repeat(253) + "ab" + MARK.repeat(1_600) + UNKNOWN),
                Arguments.of("not a word", "a ".repeat(20) + "b".repeat(5_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wordsThatGoOn")
    void shouldSeeWhereAWordEnds(String name, String text) throws IOException {
        ObjectNode json = tokenizer("tiny-bert");
        for (int limit : new int[] {8, 32, 128, 256}) {
            assertThatAPrefixIsEnough(json, text + " and more".repeat(3_000), limit);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {257, 1_000, 3_000})
    void shouldSeeTheEndOfWordsThatAModelTakesWhateverTheirLength(int longest) throws IOException {
        ObjectNode json = tokenizer("tiny-bert");
        json.withObject("/model").put("max_input_chars_per_word", longest);

        assertThatAPrefixIsEnough(json, "b".repeat(longest + 1) + " c".repeat(4_000), 16);
        assertThatAPrefixIsEnough(json, "a ".repeat(20) + "b".repeat(longest) + " c".repeat(4_000), 32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-bert", "tiny-roberta"})
    void shouldDecideWhatTheWholeTextDecides(String model) throws IOException {
        ObjectNode json = tokenizer(model);
        String[] parts = {"word", " ", "  \n", "unbelievable", "\u4e2d\u6587", UNKNOWN, "e" + MARK, MARK, INVISIBLE};
        Random random = new Random(11);
        for (int round = 0; round < 60; round++) {
            String text = IntStream.range(0, 200)
                    .mapToObj(any -> parts[random.nextInt(parts.length)].repeat(
                            random.nextInt(20) == 0 ? random.nextInt(700) : 1))
                    .collect(Collectors.joining());
            assertThatAPrefixIsEnough(json, text, 4 + random.nextInt(100));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[MA\u200bSK] ", "[SE\u0301P] hi", "x[\u0000PAD\u200b] hi", "[M\u200b\u0301A SK]"})
    void shouldNotMakeAnAddedTokenOfWhatALongTextHasAroundADroppedCharacter(String start) throws IOException {
        assertThatAPrefixIsEnough(tokenizer("tiny-bert"), start + " ".repeat(TextTokenizer.MAX_CHARS) + "b", 64);
    }

    @Test
    void shouldNotMakeAnAddedTokenOfBlanksEither() throws IOException {
        ObjectNode json = tokenizer("tiny-bert");
        ((ObjectNode) json.get("added_tokens").get(4)).put("content", "two words");

        String text = "two  words and two words" + "\t".repeat(TextTokenizer.MAX_CHARS) + "b";

        assertThatAPrefixIsEnough(json, text, 64);
    }

    /** Against the library, which sees all of it. */
    private static void assertThatAPrefixIsEnough(ObjectNode json, String text, int limit) {
        try (NativeTokenizer library = new NativeTokenizer(json.toString())) {
            SpecialTokens special = SpecialTokens.of(library);
            Frame frame = new Frame(special.before(), special.after(), 0, false, special.types(library, false));
            for (TextEncoder encoder : new TextEncoder[] {library, WordCache.over(library, json, special)}) {
                Tokens tokens = new PrefixTokenizer(encoder, json, frame, limit).tokenize(text, false);

                int[] expected = frame.cut(library.encode(text, false).ids(), limit);
                assertThat(IntStream.range(0, tokens.length()).map(tokens::id)).containsExactly(boxed(expected));
            }
        }
    }

    private static Integer[] boxed(int[] ids) {
        return IntStream.of(ids).boxed().toArray(Integer[]::new);
    }

    private static ObjectNode tokenizer(String model) throws IOException {
        Path file = TestModels.resource("/tiny/" + model).resolve("tokenizer.json");
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(file.toFile());
        json.putNull("padding");
        json.putNull("truncation");
        return json;
    }
}
