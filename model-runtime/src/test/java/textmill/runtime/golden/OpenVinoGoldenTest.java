package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static textmill.runtime.golden.OneAnswerGoldenTest.submit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.runtime.OpenVinoInstallation;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.OpenVinoSettings.Precision;
import textmill.runtime.engine.BatchingEngine;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.Outcome;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.model.ModelException;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.text.TextInput;

/**
 * Every golden model through OpenVINO: what ONNX Runtime makes of its texts, and the same bits in any batch; or one line
 * that says why OpenVINO does not take it.
 */
class OpenVinoGoldenTest {
    private static final Offset<Float> ROUNDING = Offset.offset(1e-3f);

    /** Another runtime quantises at other places. */
    private static final Offset<Float> OF_INT8 = Offset.offset(0.1f);

    private static final EngineConfig ONNX_RUNTIME =
            EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu")).withThreads(1, 1, 1);

    /** Of those that ONNX Runtime reads: OpenVINO 2026.4 cannot load how DeBERTa numbers relative positions. */
    private static final Set<String> KNOWN_REFUSED =
            Set.of("deberta", "deberta-v2", "classifier-deberta-v2", "entities-deberta-v2");

    private static final Set<String> REFUSED = ConcurrentHashMap.newKeySet();

    /** A refusal skips its case: a runtime that refused everything would pass otherwise. */
    @AfterAll
    static void shouldTakeMostOfTheGoldenModels() {
        assertThat(KNOWN_REFUSED).containsAll(REFUSED);
    }

    @ParameterizedTest
    @MethodSource("textmill.runtime.golden.GoldenModel#all")
    void shouldGiveWhatOnnxRuntimeGivesAndTheSameBitsInABatch(
            GoldenModel golden, @TempDir Path directory, @TempDir Path cache) throws Exception {
        // Given
        EngineConfig config = OpenVinoInstallation.config(Precision.FP32, cache).withBatch(256, 8);
        Optional<TaskSpec> task = OneAnswerGoldenTest.task(golden, directory);
        Assumptions.assumeTrue(task.isPresent(), "a model that loads without a statement");
        List<TextInput> texts =
                golden.lines().stream().map(OneAnswerGoldenTest::input).toList();
        List<float[]> expected = alone(ONNX_RUNTIME, task.get(), texts);

        // When
        try (BatchingEngine engine = EngineLoader.open(config, List.of(task.get()))) {
            List<float[]> alone = new ArrayList<>();
            for (TextInput text : texts) {
                alone.add(GoldenNumbers.of(submit(engine, text)));
            }
            List<CompletionStage<Outcome>> together = new ArrayList<>();
            for (TextInput text : texts) {
                together.add(submit(engine, text));
            }

            // Then
            boolean int8 = golden.name().contains("int8") || golden.name().contains("quantized");
            for (int i = 0; i < texts.size(); i++) {
                assertThat(alone.get(i))
                        .as(texts.get(i).text())
                        .containsExactly(expected.get(i), int8 ? OF_INT8 : ROUNDING);
                assertThat(GoldenNumbers.of(together.get(i)))
                        .as(texts.get(i).text())
                        .containsExactly(alone.get(i));
            }
        } catch (ModelException e) {
            assertThat(e).hasMessageContaining("OpenVINO").hasMessageContaining("device=cpu");
            assertThat(e.getMessage()).doesNotContain("\n");
            REFUSED.add(golden.name());
            Assumptions.abort(e.getMessage());
        }
    }

    private static List<float[]> alone(EngineConfig config, TaskSpec task, List<TextInput> texts) throws Exception {
        List<float[]> alone = new ArrayList<>();
        try (BatchingEngine engine = EngineLoader.open(config, List.of(task))) {
            for (TextInput text : texts) {
                alone.add(GoldenNumbers.of(submit(engine, text)));
            }
        }
        return alone;
    }
}
