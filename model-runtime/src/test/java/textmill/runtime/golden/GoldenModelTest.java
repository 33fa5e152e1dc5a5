package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.runtime.TestModels;

/** The golden directories are whole and say what they should, before any test of the runtime relies on them. */
class GoldenModelTest {
    private static final long MOST_BYTES = 12_000_000;

    /** What a line must have at least one of, by task. */
    private static final Map<String, List<String>> VALUES = Map.ofEntries(
            Map.entry("embedding", List.of("embedding")),
            Map.entry("classification", List.of("labels")),
            Map.entry("pair-classification", List.of("labels")),
            Map.entry("regression", List.of("value", "values")),
            Map.entry("zero-shot", List.of("zero_shot")),
            Map.entry("token-classification", List.of("entities")),
            Map.entry("fill-mask", List.of("masks", "perplexity")),
            Map.entry("replaced-tokens", List.of("probabilities")),
            Map.entry("sparse", List.of("sparse")),
            Map.entry("token-vectors", List.of("vectors")));

    @ParameterizedTest
    @MethodSource("textmill.runtime.golden.GoldenModel#all")
    void shouldSayWhatItIs(GoldenModel golden) {
        JsonNode about = golden.about();

        assertThat(about.path("name").asText()).isEqualTo(golden.name());
        for (String field : List.of("area", "family", "task", "layout", "proves")) {
            assertThat(about.path(field).asText()).as(field).isNotBlank();
        }
        assertThat(golden.refused())
                .as("a refusal or values, one of them")
                .isNotEqualTo(Files.exists(golden.root().resolve("golden.jsonl")));
        assertThat(golden.refused() ? golden.says() : List.of("values")).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("textmill.runtime.golden.GoldenModel#all")
    void shouldBeLaidOutWhole(GoldenModel golden, @TempDir Path directory) throws IOException {
        // When
        Path model = golden.layOut(directory);

        // Then
        try (Stream<Path> files = Files.walk(model)) {
            List<String> names = files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
            assertThat(names).contains("config.json").anyMatch(name -> name.endsWith(".onnx"));
        }
    }

    @ParameterizedTest
    @MethodSource("textmill.runtime.golden.GoldenModel#all")
    void shouldHaveValuesForEveryText(GoldenModel golden) {
        List<String> wanted = VALUES.getOrDefault(golden.about().path("task").asText(), List.of());
        for (JsonNode line : golden.lines()) {
            assertThat(wanted).as("values of %s", line.path("text")).anyMatch(field -> line.has(field));
            if (line.has("offsets")) {
                assertThat(line.path("offsets")).hasSameSizeAs(line.path("ids"));
                assertThat(outside(line)).as("offsets outside of the text").isZero();
            }
        }
    }

    /** How many tokens point outside of the text (or, behind it, of the pair). */
    private static long outside(JsonNode line) {
        int longest = Math.max(
                line.path("text").asText().length(),
                line.path("pair").asText("").length());
        long count = 0;
        for (JsonNode offset : line.path("offsets")) {
            int start = offset.path(0).asInt(-1);
            int end = offset.path(1).asInt(-1);
            count += start < 0 || end < start || end > longest ? 1 : 0;
        }
        return count;
    }

    @Test
    void shouldBeSmallAndHaveWhatIsShared() throws IOException {
        // Given
        Path root = TestModels.resource("/textmill/golden");
        Set<String> used = new TreeSet<>();
        GoldenModel.all().forEach(golden -> golden.about().path("shared").forEach(file -> used.add(file.asText())));

        // Then
        try (Stream<Path> shared = Files.list(root.resolve("shared"));
                Stream<Path> all = Files.walk(root)) {
            assertThat(shared.map(file -> file.getFileName().toString())).containsAll(used);
            assertThat(all.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum())
                    .isLessThan(MOST_BYTES);
        }
    }
}
