package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import textmill.runtime.TestModels;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.task.TaskSpec;

class ModelProbeTest {
    private static final EngineConfig CONFIG = EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu"));

    private final FakeModel model = new FakeModel();

    @Test
    void shouldLetQuantisedTextsOfOneLengthShareABatchWhereThatChangesNothing() {
        // Given
        model.quantisesPerToken(false);
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
        model.quantisesPerToken(true);
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
        model.withLatencySession().quantisesPerToken(false);
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

    private ModelSet quantised() {
        ModelSet models = new ModelSet(
                List.of(Device.CPU), DeviceDefaults.of(CONFIG, Device.CPU), (spec, device, threads) -> model);
        models.load(List.of(TaskSpec.of(TestModels.tiny("tiny-bert-int8"))));
        return models;
    }
}
