package textmill.runtime.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.runtime.golden.GoldenModel;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.text.TextInput;

/** Pairs against the reference: ids, segments, sides and offsets. */
class PairTokenizerTest {
    private final Path directory;

    PairTokenizerTest(@TempDir Path directory) {
        this.directory = directory;
    }

    static Stream<GoldenModel> pairs() {
        return GoldenModel.all().stream()
                .filter(golden -> golden.lines().stream().anyMatch(line -> line.has("pair") && line.has("ids")));
    }

    @Test
    void shouldHaveGoldensOfAllFamilies() {
        assertThat(pairs().map(golden -> golden.about().path("family").asText()).distinct())
                .contains("bert", "roberta", "xlm-roberta", "xlnet");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldTokenisePairsAsTheReference(GoldenModel golden) {
        // Given
        ModelSpec model = ModelSpec.read(golden.layOut(directory), ModelOptions.none());
        try (TextTokenizer tokenizer = TextTokenizer.load(model.tokenizer())) {
            for (JsonNode line : golden.lines()) {
                // When
                Tokens tokens = tokenizer.tokenize(
                        TextInput.pair(
                                line.path("text").asText(), line.path("pair").asText()),
                        true);

                // Then
                assertThat(ids(tokens)).isEqualTo(ints(line.path("ids")));
                List<Integer> sides = new ArrayList<>();
                List<Integer> offsets = new ArrayList<>();
                List<Integer> wanted = new ArrayList<>();
                for (int i = 0; i < tokens.length(); i++) {
                    sides.add(tokens.side(i));
                    offsets.addAll(List.of(tokens.start(i), tokens.end(i)));
                    wanted.addAll(ints(line.path("offsets").path(i)));
                }
                assertThat(sides).isEqualTo(ints(line.path("sides")));
                assertThat(offsets).isEqualTo(wanted);
                int[] types = new int[tokens.length()];
                tokens.copyTypes(types, 0);
                for (int i = 0; i < types.length; i++) {
                    assertThat(types[i]).isEqualTo(line.path("type_ids").path(i).asInt());
                }
            }
        }
    }

    private static List<Integer> ids(Tokens tokens) {
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < tokens.length(); i++) {
            ids.add(tokens.id(i));
        }
        return ids;
    }

    private static List<Integer> ints(JsonNode array) {
        List<Integer> values = new ArrayList<>();
        array.forEach(value -> values.add(value.asInt()));
        return values;
    }

    @ParameterizedTest
    @CsvSource({
        "3, 9, 8, 3",
        "9, 3, 8, 5",
        "9, 9, 8, 4",
        "9, 9, 7, 3",
        "9, 8, 7, 4",
        "8, 9, 7, 3",
        "20, 30, 7, 3",
        "30, 20, 7, 4",
        "0, 9, 8, 0",
        "9, 0, 8, 8",
        "5, 9, 8, 4",
        "4, 5, 8, 4"
    })
    void shouldCutTheLongerTextFirst(int first, int second, int room, int kept) {
        assertThat(Truncation.LONGEST_FIRST.first(first, second, room)).isEqualTo(kept);
    }

    @Test
    void shouldGiveAModelWithALowerLimitWhatATokenizerWithThatLimitGives() {
        // Given
        GoldenModel golden = GoldenModel.of("pair-bert");
        ModelSpec model = ModelSpec.read(golden.layOut(directory), ModelOptions.none());
        String text = "one two three four five six seven eight nine ten";
        String pair = "alpha beta gamma delta epsilon zeta eta theta iota";
        try (TextTokenizer tokenizer = TextTokenizer.load(model.tokenizer().withMaxTokens(35))) {
            for (int limit = 5; limit < 35; limit++) {
                try (TextTokenizer lower = TextTokenizer.load(model.tokenizer().withMaxTokens(limit))) {
                    for (TextInput input : List.of(TextInput.pair(text, pair), TextInput.pair(pair, text))) {
                        assertThat(ids(tokenizer.tokenize(input, false).cut(limit)))
                                .isEqualTo(ids(lower.tokenize(input, false)))
                                .hasSize(limit);
                    }
                }
            }
        }
    }

    @Test
    void shouldRefuseAPairOfWhichOnlyTheFirstMayBeCutWhereTheSecondLeavesNoRoom() {
        // Given
        GoldenModel golden = GoldenModel.of("pair-bert");
        ModelSpec model = ModelSpec.read(golden.layOut(directory), ModelOptions.none());
        try (TextTokenizer tokenizer = TextTokenizer.load(model.tokenizer().withMaxTokens(12))) {
            // When, Then
            assertThat(tokenizer
                            .tokenize("a b c d e f g h i j k", "a b c", Truncation.ONLY_FIRST, false)
                            .length())
                    .isEqualTo(12);
            assertThatThrownBy(() -> tokenizer.tokenize("a b c", "a b c d e f g h i j k", Truncation.ONLY_FIRST, false))
                    .isInstanceOf(TokenizeException.class)
                    .hasMessageContaining("12 tokens");
        }
    }

    @Test
    void shouldHideATokenWithoutChangingTheOthers() {
        // Given
        GoldenModel golden = GoldenModel.of("pair-bert");
        ModelSpec model = ModelSpec.read(golden.layOut(directory), ModelOptions.none());
        try (TextTokenizer tokenizer = TextTokenizer.load(model.tokenizer())) {
            Tokens tokens = tokenizer.tokenize("a b c", true);

            // When
            Tokens masked = tokens.masked(2, 4);

            // Then
            List<Integer> ids = ids(tokens);
            assertThat(masked.hiddenId(2)).isEqualTo(ids.set(2, 4));
            assertThat(ids(masked)).isEqualTo(ids);
            int[] copied = new int[tokens.length()];
            masked.copyIds(copied, 0);
            assertThat(copied).containsExactly(ids.stream().mapToInt(id -> id).toArray());
            assertThat(masked.maskedAt()).isEqualTo(2);
            assertThat(tokens.maskedAt()).isEqualTo(-1);
            assertThat(masked.start(2)).isEqualTo(tokens.start(2));
        }
    }
}
