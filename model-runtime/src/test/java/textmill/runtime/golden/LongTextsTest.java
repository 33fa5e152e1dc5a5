package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.runtime.TextModel;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.Outcome;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Statements;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.TaskTypes;
import textmill.runtime.task.Windowed;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.fillmask.FilledMasks;
import textmill.runtime.task.replacedtokens.ReplacedTokens;
import textmill.runtime.task.sparse.SparseVector;
import textmill.runtime.task.tokenclassification.Entities;
import textmill.runtime.task.tokenvectors.TokenVectors;
import textmill.runtime.task.zeroshot.ZeroShot;
import textmill.runtime.task.zeroshot.ZeroShotType;

/** Long texts read in windows by every kind of task that does so. */
class LongTextsTest {
    private static final float ROUNDING = 1e-5f;
    private static final Map<String, String> WINDOWS = Map.of("window", "32", "stride", "8");

    private final Path directory;

    LongTextsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private TaskSpec task(String golden, Map<String, String> options) {
        ModelSpec model = ModelSpec.read(GoldenModel.of(golden).layOut(directory.resolve(golden + options.hashCode())));
        TaskType type = TaskTypes.of(model);
        return TaskSpec.of("task", model, type, TaskOptions.of(type, options));
    }

    private static Windowed windowed(TextModel model, String text) {
        return (Windowed) result(model.run(List.of(text)).get(0));
    }

    private static TaskResult result(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Success.class);
        return ((Outcome.Success) outcome).results().get(0);
    }

    private static String text(int words) {
        Random random = new Random(words);
        List<String> some = List.of(
                "The", "house", "of", "Anna", "in", "Berlin", "stands", "by", "a", "river.", "It", "is", "old.", "é",
                "😀");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(some.get(random.nextInt(some.size()))).append(' ');
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "bert",
        "roberta",
        "xlm-roberta",
        "classifier-bert",
        "classifier-roberta",
        "entities-bert",
        "entities-xlm-roberta",
        "replaced-electra",
        "regression-bert",
        "sparse-bert",
        "token-vectors-bert"
    })
    void shouldGiveEachWindowWhatItGivesAsATextOfItsOwn(String golden) {
        // Given
        String text = text(150);
        try (TextModel windows = TextModel.load(task(golden, WINDOWS), EngineConfig.defaults());
                TextModel plain = TextModel.load(task(golden, Map.of()), EngineConfig.defaults())) {
            // When
            Windowed result = windowed(windows, text);
            List<Outcome> alone = plain.run(result.windows().stream()
                    .map(part -> text.substring(part.start(), part.end()))
                    .toList());

            // Then
            assertThat(result.windows()).hasSizeGreaterThan(5);
            for (int i = 0; i < alone.size(); i++) {
                Windowed.Part part = result.windows().get(i);
                assertThat(GoldenNumbers.of(part.result(), part.start()))
                        .containsExactly(GoldenNumbers.of(result(alone.get(i)), 0), within(ROUNDING));
            }
        }
    }

    @Test
    void shouldNameTermsAndTokensOnce() {
        String text = text(150);
        try (TextModel sparse = TextModel.load(task("sparse-bert", WINDOWS), EngineConfig.defaults());
                TextModel tokens = TextModel.load(task("token-vectors-bert", WINDOWS), EngineConfig.defaults())) {
            // When
            Windowed terms = windowed(sparse, text);
            TokenVectors vectors = (TokenVectors) windowed(tokens, text).whole();

            // Then
            SparseVector whole = (SparseVector) terms.whole();
            for (int i = 0; i < whole.indices().length; i++) {
                int id = whole.indices()[i];
                double greatest = terms.windows().stream()
                        .mapToDouble(part -> weight((SparseVector) part.result(), id))
                        .max()
                        .orElseThrow();
                assertThat(whole.values()[i]).isEqualTo((float) greatest);
            }
            int end = 0;
            for (int i = 0; i < vectors.size(); i++) {
                if (vectors.starts()[i] < vectors.ends()[i]) {
                    assertThat(vectors.starts()[i]).isGreaterThanOrEqualTo(end);
                    end = vectors.ends()[i];
                }
            }
            assertThat(vectors.vectors()).hasSize(vectors.size() * vectors.width());
        }
    }

    private static double weight(SparseVector vector, int id) {
        int at = java.util.Arrays.binarySearch(vector.indices(), id);
        return at < 0 ? 0 : vector.values()[at];
    }

    @Test
    void shouldScoreLabelsInWindowsThatLeaveRoomForThem() {
        // Given labels with hypotheses of different lengths, and windows as long as the model's limit
        ModelSpec model = ModelSpec.read(
                GoldenModel.of("zero-shot-bert").layOut(directory),
                ModelOptions.none().with(Statements.parse(Map.of("labels", "sports,politics and the law"))));
        TaskSpec spec = TaskSpec.of(
                "task", model, ZeroShotType.INSTANCE, TaskOptions.of(ZeroShotType.INSTANCE, Map.of("window", "48")));
        TaskSpec one = TaskSpec.of("task", model, ZeroShotType.INSTANCE);
        String text = text(120);
        try (TextModel windows = TextModel.load(spec, EngineConfig.defaults());
                TextModel plain = TextModel.load(one, EngineConfig.defaults())) {
            // When
            Windowed result = windowed(windows, text);
            List<Outcome> alone = plain.run(result.windows().stream()
                    .map(part -> text.substring(part.start(), part.end()))
                    .toList());

            // Then nothing of a window is cut, and each gives what it gives alone
            assertThat(result.windows()).hasSizeGreaterThan(3);
            for (int i = 0; i < alone.size(); i++) {
                assertThat(((Outcome.Success) alone.get(i)).flags().truncated()).isFalse();
                assertThat(((ZeroShot) result.windows().get(i).result()).scores())
                        .containsExactly(((ZeroShot) result(alone.get(i))).scores(), within(ROUNDING));
            }
        }
    }

    @Test
    void shouldWeighEmbeddingsByTokens() {
        try (TextModel model = TextModel.load(task("bert", WINDOWS), EngineConfig.defaults())) {
            // When
            Windowed result = windowed(model, text(70));

            // Then
            float[] first = ((Embedding) result.windows().get(0).result()).vector();
            double[] sum = new double[first.length];
            for (Windowed.Part part : result.windows()) {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += part.tokens() * ((Embedding) part.result()).vector()[i];
                }
            }
            double length = 0;
            double unit = 0;
            for (int i = 0; i < sum.length; i++) {
                length += sum[i] * sum[i];
                unit += first[i] * first[i];
            }
            double weights =
                    result.windows().stream().mapToInt(Windowed.Part::tokens).sum();
            double by = Math.abs(unit - 1) < 1e-2 ? Math.sqrt(length) : weights;
            float[] whole = ((Embedding) result.whole()).vector();
            for (int i = 0; i < sum.length; i++) {
                assertThat(whole[i]).isCloseTo((float) (sum[i] / by), within(ROUNDING));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"mean", "max"})
    void shouldMergeScoresOfLabels(String how) {
        Map<String, String> options = Map.of("window", "32", "window.scores", how);
        try (TextModel model = TextModel.load(task("classifier-bert", options), EngineConfig.defaults())) {
            // When
            Windowed result = windowed(model, text(90));

            // Then
            float[] whole = ((Classification) result.whole()).probabilities();
            for (int label = 0; label < whole.length; label++) {
                int at = label;
                var scores = result.windows().stream()
                        .mapToDouble(part -> ((Classification) part.result()).probabilities()[at]);
                double expected = how.equals("mean")
                        ? scores.average().orElseThrow()
                        : scores.max().orElseThrow();
                assertThat(whole[label]).isCloseTo((float) expected, within(ROUNDING));
            }
        }
    }

    @Test
    void shouldHaveEntitiesOnceThoughWindowsShareThem() {
        try (TextModel model = TextModel.load(task("entities-bert", WINDOWS), EngineConfig.defaults())) {
            // When
            Windowed result = windowed(model, text(200));

            // Then
            List<Entities.Entity> merged = ((Entities) result.whole()).entities();
            long all = result.windows().stream()
                    .mapToLong(part -> ((Entities) part.result()).entities().size())
                    .sum();
            assertThat(merged).isNotEmpty();
            assertThat((long) merged.size()).isLessThan(all);
            for (int i = 1; i < merged.size(); i++) {
                assertThat(merged.get(i).start())
                        .isGreaterThanOrEqualTo(merged.get(i - 1).end());
            }
        }
    }

    @Test
    void shouldHaveEveryTokenOnce() {
        String text = text(200);
        try (TextModel model = TextModel.load(task("replaced-electra", WINDOWS), EngineConfig.defaults())) {
            // When
            ReplacedTokens whole = (ReplacedTokens) windowed(model, text).whole();

            // Then they lie side by side, with nothing but blanks between them
            int end = 0;
            for (int i = 0; i < whole.tokens().length; i++) {
                assertThat(whole.starts()[i]).isGreaterThanOrEqualTo(end);
                assertThat(text.substring(end, whole.starts()[i])).isBlank();
                end = whole.ends()[i];
            }
            assertThat(text.substring(end)).isBlank();
        }
    }

    @Test
    void shouldReadAShortTextAsItIs() {
        try (TextModel windows = TextModel.load(task("bert", WINDOWS), EngineConfig.defaults());
                TextModel plain = TextModel.load(task("bert", Map.of()), EngineConfig.defaults())) {
            for (String text : List.of("", "a short text", " ")) {
                Windowed result = windowed(windows, text);

                assertThat(result.windows()).hasSize(1);
                assertThat(((Embedding) result.whole()).vector())
                        .containsExactly(
                                ((Embedding) result(plain.run(List.of(text)).get(0))).vector(), within(ROUNDING));
            }
        }
    }

    @Test
    void shouldFillEveryMaskOnceAndScoreATextByAllOfItsTokens() {
        String words = text(150).replace("river. ", "[MASK] ");
        try (TextModel windows = TextModel.load(task("masks-bert", WINDOWS), EngineConfig.defaults());
                TextModel plain = TextModel.load(task("masks-bert", Map.of()), EngineConfig.defaults())) {
            // When
            Windowed filled = windowed(windows, words);
            Windowed scored = windowed(windows, text(150));

            // Then each window has what it has alone
            List<FilledMasks.Mask> masks = ((FilledMasks) filled.whole()).masks();
            int from = 0;
            for (FilledMasks.Mask mask : masks) {
                assertThat(words.substring(mask.start(), mask.end())).isEqualTo("[MASK]");
                assertThat(mask.start()).isEqualTo(words.indexOf("[MASK]", from));
                from = mask.end();
            }
            assertThat(words.indexOf("[MASK]", from)).isNegative();
            assertThat(masks).hasSizeGreaterThan(5);
            double losses = 0;
            int tokens = 0;
            for (Windowed.Part part : scored.windows()) {
                FilledMasks.Perplexity perplexity = Objects.requireNonNull(((FilledMasks) part.result()).perplexity());
                FilledMasks alone =
                        (FilledMasks) result(plain.run(List.of(text(150).substring(part.start(), part.end())))
                                .get(0));
                assertThat(perplexity.value())
                        .isCloseTo(Objects.requireNonNull(alone.perplexity()).value(), withinPercentage(0.01));
                losses += perplexity.tokens() * Math.log(perplexity.value());
                tokens += perplexity.tokens();
            }
            FilledMasks.Perplexity whole = Objects.requireNonNull(((FilledMasks) scored.whole()).perplexity());
            assertThat(whole.tokens()).isEqualTo(tokens);
            assertThat(whole.value()).isCloseTo(Math.exp(losses / tokens), withinPercentage(0.001));
        }
    }

    @Test
    void shouldSayNothingOfATextWithoutTokens() {
        try (TextModel windows = TextModel.load(task("masks-bert", WINDOWS), EngineConfig.defaults())) {
            FilledMasks nothing = (FilledMasks) result(windows.run(List.of("")).get(0));

            assertThat(nothing.masks()).isEmpty();
            assertThat(Objects.requireNonNull(nothing.perplexity()).value()).isNaN();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "window, 4, 'window: expected 8 to 48 tokens'",
        "window, 500, 'window: expected 8 to 48 tokens'",
        "stride, 4, 'stride: expected a window beside it'"
    })
    void shouldRefuseWindowsThatDoNotFit(String option, String value, String message) {
        assertThatThrownBy(() -> task("bert", Map.of(option, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
