package textmill.runtime.engine.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import textmill.runtime.TestModels;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.FakeModel;
import textmill.runtime.engine.ModelSet;
import textmill.runtime.task.TaskSpec;

class ModelProbeTest {
    private static final EngineConfig CONFIG = EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu"));

    private final FakeModel model = new FakeModel();

    @Test
    void shouldLetQuantisedTextsOfOneLengthShareABatchWhereThatChangesNothing() {
        // Given
        model.quantisePerToken(false);
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
            assertThat(models.models().get(0).limits().equalLengths()).isFalse();
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

    private ModelSet quantised() {
        return new ModelLoader(
                        List.of(Device.CPU), DeviceDefaults.of(CONFIG, Device.CPU), (spec, device, threads) -> model)
                .load(List.of(TaskSpec.of(TestModels.tiny("tiny-bert-int8"))));
    }
}
