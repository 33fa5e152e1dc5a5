package textmill.runtime.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.runtime.TestModels;

class WordCacheTest {
    /** What somebody's texts may hold between blanks, or in place of one. */
    private static final List<String> PIECES = List.of(
            "the",
            "The",
            "word",
            "words",
            "stream",
            "ing",
            "12,345.6",
            "don't",
            "x",
            "[SEP]",
            "[MASK]",
            "[mask",
            "[CLS]",
            "[UNK]",
            "\u00e4",
            "a\u0308",
            "\u0308",
            "\u0301\u0327",
            "\u03a3",
            "\u03a3\u0391\u03a3",
            "\u0130",
            "\u00df",
            "\ufb01",
            "\u4e2d\u6587",
            "\uac00\u1100\u1161",
            "\ud83d\ude00",
            "\ud83d\udc68\u200d\ud83d\udc69",
            "\u00a0",
            "\u3000",
            "\u200b",
            "\t",
            "\n",
            "\r\n",
            "\u0000",
            "\u0007",
            "\ufffd",
            "\u00ad",
            "\u2028",
            "\u2014",
            "...",
            "\u0e01\u0e33",
            "\u0927\u094d",
            " ",
            " ",
            " ",
            "   ",
            "q".repeat(99),
            "q".repeat(101));

    static Stream<Arguments> tokenizers() {
        Consumer<ObjectNode> usual = json -> {};
        return Stream.of(
                Arguments.of("as it is", usual),
                Arguments.of("cased", normalizer(n -> n.put("lowercase", false))),
                Arguments.of("accents kept", normalizer(n -> n.put("strip_accents", false)
                        .put("lowercase", true))),
                Arguments.of("controls kept", normalizer(n -> n.put("clean_text", false))),
                Arguments.of("Chinese together", normalizer(n -> n.put("handle_chinese_chars", false))),
                Arguments.of("a token with punctuation", (Consumer<ObjectNode>)
                        json -> ((ObjectNode) json.get("added_tokens").get(4)).put("content", "don't")),
                Arguments.of("a token of letters", (Consumer<ObjectNode>) json -> json.withArray("added_tokens")
                        .addObject()
                        .put("id", 4_999)
                        .put("content", "or")
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", true)
                        .put("special", false)));
    }

    private static Consumer<ObjectNode> normalizer(Consumer<ObjectNode> change) {
        return json -> change.accept((ObjectNode) json.get("normalizer"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tokenizers")
    void shouldSayWhatTheLibrarySaysOfTheWholeText(String name, Consumer<ObjectNode> change) throws IOException {
        ObjectNode json = tinyBert();
        change.accept(json);
        try (NativeTokenizer library = new NativeTokenizer(json.toString())) {
            TextEncoder words = WordCache.over(library, json, SpecialTokens.of(library));
            assertThat(words).isInstanceOf(WordCache.class);
            Random random = new Random(20_261_127);
            for (int i = 0; i < 3_000; i++) {
                String text = IntStream.range(0, random.nextInt(30))
                        .mapToObj(any -> PIECES.get(random.nextInt(PIECES.size())))
                        .collect(Collectors.joining(random.nextBoolean() ? " " : ""));
                if (random.nextBoolean()) {
                    assertThat(shown(words.encode(text, true))).as(text).isEqualTo(shown(library.encode(text, true)));
                } else {
                    assertThat(words.encode(text, false).ids())
                            .as(text)
                            .containsExactly(library.encode(text, false).ids());
                }
            }
        }
    }

    @Test
    void shouldSayTheSameHoweverManyWordsAreNew() throws IOException {
        ObjectNode json = tinyBert();
        try (NativeTokenizer library = new NativeTokenizer(json.toString())) {
            TextEncoder words = WordCache.over(library, json, SpecialTokens.of(library));
            for (int known = 0; known <= 50; known++) {
                String text = IntStream.range(0, known)
                        .mapToObj(i -> "word" + i)
                        .collect(Collectors.joining(" ", "", " \ud83d\ude00 new" + known + ", and more" + known));
                assertThat(shown(words.encode(text, true))).isEqualTo(shown(library.encode(text, true)));
            }
        }
    }

    @Test
    void shouldAnswerNothingOnceTheTokenizerIsClosed() throws IOException {
        ObjectNode json = tinyBert();
        NativeTokenizer library = new NativeTokenizer(json.toString());
        TextEncoder words = WordCache.over(library, json, SpecialTokens.of(library));
        words.encode("known", false);
        library.close();

        assertThatThrownBy(() -> words.encode("known", false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    static Stream<Consumer<ObjectNode>> othersFiles() {
        return Stream.of(
                json -> json.putNull("normalizer"),
                json -> json.putObject("normalizer").put("type", "Lowercase"),
                json -> json.putObject("pre_tokenizer").put("type", "Whitespace"),
                json -> json.putNull("pre_tokenizer"),
                json -> ((ObjectNode) json.get("added_tokens").get(4)).put("lstrip", true),
                json -> ((ObjectNode) json.get("added_tokens").get(4)).put("single_word", true),
                json -> ((ObjectNode) json.get("added_tokens").get(4)).put("content", "[MASK] it"),
                json -> ((ObjectNode) json.get("added_tokens").get(4))
                        .put("content", "x\u2260y")
                        .put("normalized", true),
                json -> json.putNull("post_processor"),
                json -> json.withObject("/post_processor")
                        .withArray("single")
                        .insert(1, json.at("/post_processor/single/1")));
    }

    @ParameterizedTest
    @MethodSource("othersFiles")
    void shouldLeaveOthersFilesToTheLibrary(Consumer<ObjectNode> change) throws IOException {
        ObjectNode json = tinyBert();
        change.accept(json);
        try (NativeTokenizer library = new NativeTokenizer(json.toString())) {
            assertThat(WordCache.over(library, json, SpecialTokens.of(library))).isSameAs(library);
        }
    }

    private static ObjectNode tinyBert() throws IOException {
        ObjectNode json = (ObjectNode) new ObjectMapper()
                .readTree(TestModels.resource("/tiny/tiny-bert")
                        .resolve("tokenizer.json")
                        .toFile());
        json.putNull("padding");
        json.putNull("truncation");
        return json;
    }

    private static String shown(TextEncoder.Encoding encoding) {
        TextEncoder.Places places = encoding.places();
        return Arrays.toString(encoding.ids())
                + (places == null ? "" : Arrays.toString(places.starts()) + Arrays.toString(places.ends()));
    }
}
