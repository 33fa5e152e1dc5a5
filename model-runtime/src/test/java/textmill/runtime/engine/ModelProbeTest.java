package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import textmill.runtime.TestModels;
import textmill.runtime.onnx.Device;
import textmill.runtime.onnx.DeviceChoice;

class ModelProbeTest {
    private static final EngineConfig CONFIG = EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu"));

    private final FakeModel model = new FakeModel();

    @Test
    void shouldLetQuantisedTextsOfOneLengthShareABatchWhereThatChangesNothing() {
        // Given
        model.rowScales(false);
        try (ModelSet models = quantised()) {
            // When
            new ModelProbe(models).check();

            // Then
            assertThat(models.models().get(0).limits().equalLengths()).isTrue();
            assertThat(models.models().get(0).limits().maxRows()).isGreaterThan(1);
        }
    }

    @Test
    void shouldRunQuantisedTextsAloneWhereTheBatchShows() {
        // Given
        model.rowScales(true);
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
            assertThat(models.models().get(0).limits().equalLengths()).isFalse();
        }
    }

    @Test
    void shouldTellWhetherMoreThreadsChangeAQuantisedResult() {
        // Given
        model.withWideRuns().rowScales(false);
        try (ModelSet same = quantised();
                ModelSet different = quantised()) {
            // When
            new ModelProbe(same).check();
            model.differentWide();
            new ModelProbe(different).check();

            // Then
            assertThat(same.models().get(0).mayRunWide()).isTrue();
            assertThat(different.models().get(0).mayRunWide()).isFalse();
        }
    }

    private ModelSet quantised() {
        ModelSet models = new ModelSet(
                List.of(Device.CPU), DeviceDefaults.of(CONFIG, Device.CPU), (spec, device, threads) -> model);
        models.load(List.of(TaskSpec.of(TestModels.tiny("tiny-bert-int8"))));
        return models;
    }
}
