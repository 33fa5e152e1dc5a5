package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static textmill.runtime.golden.LongTexts.WINDOWS;
import static textmill.runtime.golden.LongTexts.result;
import static textmill.runtime.golden.LongTexts.text;
import static textmill.runtime.golden.LongTexts.windowed;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.Windowed;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.zeroshot.ZeroShot;
import textmill.runtime.task.zeroshot.ZeroShotType;

/** Long texts read in windows by every kind of task that does so: each window by itself. */
class LongTextsTest {
    private static final float ROUNDING = 1e-5f;

    private final Path directory;
    private final LongTexts texts;

    LongTextsTest(@TempDir Path directory) {
        this.directory = directory;
        texts = new LongTexts(directory);
    }

    @ParameterizedTest
    @CsvSource({
        "bert",
        "roberta",
        "xlm-roberta",
        "classifier-bert",
        "classifier-roberta",
        "classifier-xlm-roberta",
        "multi-label-bert",
        "multi-label-roberta",
        "multi-label-xlm-roberta",
        "entities-bert",
        "entities-roberta",
        "entities-xlm-roberta",
        "replaced-electra",
        "regression-bert",
        "regression-roberta",
        "regression-xlm-roberta",
        "sparse-bert",
        "sparse-roberta",
        "sparse-xlm-roberta",
        "token-vectors-bert",
        "token-vectors-roberta",
        "token-vectors-xlm-roberta"
    })
    void shouldGiveEachWindowWhatItGivesAsATextOfItsOwn(String golden) {
        // Given
        String text = text(150);
        try (TextModel windows = TextModel.load(texts.task(golden, WINDOWS), EngineConfig.defaults());
                TextModel plain = TextModel.load(texts.task(golden, Map.of()), EngineConfig.defaults())) {
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

    @ParameterizedTest
    @CsvSource({"zero-shot-bert", "zero-shot-roberta", "zero-shot-xlm-roberta"})
    void shouldScoreLabelsInWindowsThatLeaveRoomForThem(String golden) {
        // Given labels with hypotheses of different lengths, and windows as long as the model's limit
        ModelSpec model = ModelSpec.read(
                GoldenModel.of(golden).layOut(directory),
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
    void shouldReadAShortTextAsItIs() {
        try (TextModel windows = TextModel.load(texts.task("bert", WINDOWS), EngineConfig.defaults());
                TextModel plain = TextModel.load(texts.task("bert", Map.of()), EngineConfig.defaults())) {
            for (String text : List.of("", "a short text", " ")) {
                Windowed result = windowed(windows, text);

                assertThat(result.windows()).hasSize(1);
                assertThat(((Embedding) result.whole()).vector())
                        .containsExactly(
                                ((Embedding) result(plain.run(List.of(text)).get(0))).vector(), within(ROUNDING));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "window, 4, 'window: expected 8 to 48 tokens'",
        "window, 500, 'window: expected 8 to 48 tokens'",
        "stride, 4, 'stride: expected a window beside it'"
    })
    void shouldRefuseWindowsThatDoNotFit(String option, String value, String message) {
        assertThatThrownBy(() -> texts.task("bert", Map.of(option, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
