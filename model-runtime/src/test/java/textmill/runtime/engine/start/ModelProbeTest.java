package textmill.runtime.engine.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.runtime.TestModels;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.batch.Sharing;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.FakeModel;
import textmill.runtime.engine.LoadedModel;
import textmill.runtime.engine.ModelPlacement;
import textmill.runtime.engine.ModelSet;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Statements;
import textmill.runtime.model.TextGraph;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.task.TaskSpec;

class ModelProbeTest {
    private static final EngineConfig CONFIG = EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu"));

    private static final Device OPENVINO =
            DeviceChoice.parse("openvino").devices().get(0);

    private final FakeModel model = new FakeModel();
    private final Path directory;

    ModelProbeTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldLetQuantisedTextsOfOneLengthShareABatchWhereThatChangesNothing() {
        // Given
        model.quantisePerToken(false);
        try (ModelSet models = quantised()) {
            // When
            new ModelProbe(models).check();

            // Then
            assertThat(models.models().get(0).limits().equalWidths()).isTrue();
            assertThat(models.models().get(0).limits().maxRows()).isGreaterThan(1);
        }
    }

    @Test
    void shouldRunQuantisedTextsAloneWhereTheBatchShows() {
        // Given
        model.quantisePerToken(true);
        try (ModelSet models = quantised()) {
            // When
            new ModelProbe(models).check();

            // Then
            assertThat(models.models().get(0).limits().maxRows()).isOne();
        }
    }

    @Test
    void shouldRunQuantisedTextsAloneWhereTheBatchHasOneScale() {
        try (ModelSet models = quantised()) {
            // When
            new ModelProbe(models).check();

            // Then
            assertThat(models.models().get(0).limits().maxRows()).isOne();
            assertThat(models.models().get(0).limits().equalWidths()).isFalse();
        }
    }

    @Test
    void shouldTellWhetherMoreThreadsChangeAQuantisedResult() {
        // Given
        model.withLatencySession().quantisePerToken(false);
        try (ModelSet same = quantised();
                ModelSet different = quantised()) {
            // When
            new ModelProbe(same).check();
            model.differentForLatency();
            new ModelProbe(different).check();

            // Then
            assertThat(same.models().get(0).mayUseLatencySession()).isTrue();
            assertThat(different.models().get(0).mayUseLatencySession()).isFalse();
        }
    }

    @Test
    void shouldLetAnyTextsShareABatchWhereThatChangesNothing() throws Exception {
        try (ModelSet models = floatingPoint()) {
            // When
            new ModelProbe(models).check();

            // Then
            assertThat(models.models().get(0).limits().sharing()).isEqualTo(Sharing.ANY_TEXTS);
            assertThat(models.placements()).extracting(ModelPlacement::batches).containsExactly("any texts");
        }
    }

    @Test
    void shouldKeepToTextsOfOneLengthWherePaddingShows() throws Exception {
        // Given
        model.showPadding();
        try (ModelSet models = floatingPoint()) {
            // When
            new ModelProbe(models).check();

            // Then
            assertThat(models.models().get(0).limits().sharing()).isEqualTo(Sharing.EQUAL_LENGTHS);
        }
    }

    @Test
    void shouldRunTextsAloneWhereTheBatchShows() throws Exception {
        // Given
        model.mix();
        try (ModelSet models = floatingPoint()) {
            // When
            new ModelProbe(models).check();

            // Then
            assertThat(models.models().get(0).limits().sharing()).isEqualTo(Sharing.ONE_TEXT);
        }
    }

    @Test
    void shouldRunTextsAloneWhereSeveralRowsFail() throws Exception {
        // Given a graph that declares any batch, but was made for one
        model.failing(RunFailedException.Kind.INPUT, rows -> rows.size() > 1);
        try (ModelSet models = floatingPoint()) {
            // When
            new ModelProbe(models).check();

            // Then
            assertThat(models.models().get(0).limits().sharing()).isEqualTo(Sharing.ONE_TEXT);
        }
    }

    @Test
    void shouldNotTakeLackOfMemoryForAPropertyOfTheModel() throws Exception {
        // Given
        model.failing(RunFailedException.Kind.OUT_OF_MEMORY, rows -> rows.size() > 1);
        try (ModelSet models = floatingPoint()) {
            // When, Then
            assertThatThrownBy(() -> new ModelProbe(models).check()).isInstanceOf(ModelException.class);
        }
    }

    @Test
    void shouldGiveATextASecondRowWhereTheGraphLosesADimensionOfOne() throws Exception {
        // Given
        model.loseOneRow();
        try (ModelSet models = floatingPoint()) {
            // When
            new ModelProbe(models).check();

            // Then
            LoadedModel loaded = models.models().get(0);
            PaddedBatch batch = new PaddedBatch();
            loaded.fill(batch, List.of(loaded.tokenizer().tokenize("the house", false)));
            assertThat(batch.rows()).isEqualTo(2);
            assertThat(batch.texts()).isOne();
            assertThat(loaded.limits().sharing()).isEqualTo(Sharing.ANY_TEXTS);
        }
    }

    @Test
    void shouldRefuseAModelThatCannotComputeItsLongestText() throws Exception {
        // Given a model whose file does not show how many positions it has
        model.failing(RunFailedException.Kind.INPUT, rows -> rows.stream().anyMatch(row -> row.size() > 50));
        try (ModelSet models = floatingPoint()) {
            int limit = models.models().get(0).spec().tokenizer().maxTokens();

            // When, Then
            assertThatThrownBy(() -> new ModelProbe(models).check())
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("a text of " + limit + " tokens")
                    .hasMessageContaining("lower limit");
        }
    }

    @Test
    void shouldGiveEachTextThePaddingOfItsWidthWhereKernelsAreChosenByShape() throws Exception {
        // Given
        model.on(OPENVINO);
        try (ModelSet models = floatingPoint()) {
            // When
            new ModelProbe(models).check();

            // Then
            assertThat(models.models().get(0).limits().sharing()).isEqualTo(Sharing.EQUAL_WIDTHS);
            assertThat(models.placements()).extracting(ModelPlacement::batches).containsExactly("texts of one width");
        }
    }

    @Test
    void shouldNotPadATextToItsWidthWhereThatShows() throws Exception {
        // Given
        model.on(OPENVINO).showPadding();
        try (ModelSet models = floatingPoint()) {
            // When
            new ModelProbe(models).check();

            // Then
            assertThat(models.models().get(0).limits().sharing()).isEqualTo(Sharing.EQUAL_LENGTHS);
        }
    }

    @Test
    void shouldFindAWidthAtWhichTheBatchShowsByOneBit() throws Exception {
        // Given
        model.on(OPENVINO).roundFrom(40);
        try (ModelSet models = floatingPoint()) {
            // When
            new ModelProbe(models).check();

            // Then
            assertThat(models.models().get(0).limits().sharing()).isEqualTo(Sharing.ONE_TEXT);
        }
    }

    @Test
    void shouldLetPaddingMoveAQuantisedModelAsFarAsItsFiguresAllow() throws Exception {
        // Given
        model.on(OPENVINO).showPadding();
        TextGraph.write(TextGraph.LAYER, directory);
        Files.writeString(
                directory.resolve("quality.json"),
                "{\"sha256\": \"" + ModelSpec.read(directory).onnx().sha256()
                        + "\", \"texts\": 9, \"measures\": {\"cosine.worst\": {\"value\": 0.9, \"least\": 0.1}}}");
        try (ModelSet models = written()) {
            // When
            new ModelProbe(models).check();

            // Then
            assertThat(models.models().get(0).limits().sharing()).isEqualTo(Sharing.EQUAL_WIDTHS);
        }
    }

    private ModelSet floatingPoint() throws IOException {
        TextGraph.write(TextGraph.LAYER, directory);
        return written();
    }

    private ModelSet written() {
        Statements mean = Statements.parse(Map.of("pooling", "mean", "normalise", "false"));
        return load(ModelSpec.read(directory, ModelOptions.none().with(mean)));
    }

    private ModelSet quantised() {
        return load(TestModels.tiny("tiny-bert-int8"));
    }

    private ModelSet load(ModelSpec spec) {
        return new ModelLoader(
                        List.of(model.device()),
                        DeviceDefaults.of(CONFIG, model.device()),
                        (files, device, threads) -> model)
                .load(List.of(TaskSpec.of(spec)));
    }
}
