package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static textmill.runtime.golden.LongTexts.WINDOWS;
import static textmill.runtime.golden.LongTexts.result;
import static textmill.runtime.golden.LongTexts.text;
import static textmill.runtime.golden.LongTexts.windowed;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.runtime.TextModel;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.task.Windowed;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.fillmask.FilledMasks;
import textmill.runtime.task.replacedtokens.ReplacedTokens;
import textmill.runtime.task.sparse.SparseVector;
import textmill.runtime.task.tokenclassification.Entities;
import textmill.runtime.task.tokenvectors.TokenVectors;

/** What windows of a long text give together, for every kind of task that reads them. */
class MergedWindowsTest {
    private static final float ROUNDING = 1e-5f;

    private final LongTexts texts;

    MergedWindowsTest(@TempDir Path directory) {
        texts = new LongTexts(directory);
    }

    @Test
    void shouldNameTermsAndTokensOnce() {
        String text = text(150);
        try (TextModel sparse = TextModel.load(texts.task("sparse-bert", WINDOWS), EngineConfig.defaults());
                TextModel tokens = TextModel.load(texts.task("token-vectors-bert", WINDOWS), EngineConfig.defaults())) {
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

    @Test
    void shouldWeighEmbeddingsByTokens() {
        try (TextModel model = TextModel.load(texts.task("bert", WINDOWS), EngineConfig.defaults())) {
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
        try (TextModel model = TextModel.load(texts.task("classifier-bert", options), EngineConfig.defaults())) {
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
        try (TextModel model = TextModel.load(texts.task("entities-bert", WINDOWS), EngineConfig.defaults())) {
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
        try (TextModel model = TextModel.load(texts.task("replaced-electra", WINDOWS), EngineConfig.defaults())) {
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

    @ParameterizedTest
    @CsvSource({"masks-bert, [MASK]", "masks-roberta, <mask>", "masks-xlm-roberta, <mask>"})
    void shouldFillEveryMaskOnceAndScoreATextByAllOfItsTokens(String golden, String token) {
        String words = text(150).replace("river. ", token + " ");
        try (TextModel windows = TextModel.load(texts.task(golden, WINDOWS), EngineConfig.defaults());
                TextModel plain = TextModel.load(texts.task(golden, Map.of()), EngineConfig.defaults())) {
            // When
            Windowed filled = windowed(windows, words);
            Windowed scored = windowed(windows, text(150));

            // Then each window has what it has alone
            List<FilledMasks.Mask> masks = ((FilledMasks) filled.whole()).masks();
            int from = 0;
            for (FilledMasks.Mask mask : masks) {
                String filledIn = words.substring(mask.start(), mask.end());
                // Some tokenizers take the blank before a mask for a part of it; word pieces do not.
                assertThat(golden.equals("masks-bert") ? filledIn : filledIn.strip())
                        .isEqualTo(token);
                assertThat(words.indexOf(token, from)).isBetween(mask.start(), mask.end());
                from = mask.end();
            }
            assertThat(words.indexOf(token, from)).isNegative();
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
        try (TextModel windows = TextModel.load(texts.task("masks-bert", WINDOWS), EngineConfig.defaults())) {
            FilledMasks nothing = (FilledMasks) result(windows.run(List.of("")).get(0));

            assertThat(nothing.masks()).isEmpty();
            assertThat(Objects.requireNonNull(nothing.perplexity()).value()).isNaN();
        }
    }

    private static double weight(SparseVector vector, int id) {
        int at = java.util.Arrays.binarySearch(vector.indices(), id);
        return at < 0 ? 0 : vector.values()[at];
    }
}
