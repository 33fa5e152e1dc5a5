package textmill.runtime.engine.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import textmill.runtime.TestModels;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.BatchingEngine;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.FakeModel;
import textmill.runtime.engine.ModelSet;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.task.TaskSpec;

class BudgetTunerTest {
    private static final EngineConfig CONFIG = EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu"));

    @Test
    void shouldTakeTheSmallestBudgetThatIsNearlyTheFastest() {
        assertThat(BudgetTuner.choose(Map.of(128, 900.0, 256, 1_180.0, 512, 1_200.0, 1_024, 1_100.0), 7))
                .isEqualTo(256);
        assertThat(BudgetTuner.choose(Map.of(), 7)).isEqualTo(7);
    }

    @Test
    void shouldStopWhenItsTimeIsUp() {
        // Given a clock that moves half a second at every look
        FakeModel model = new FakeModel();
        AtomicLong now = new AtomicLong();
        ModelSet models = models(model);
        int before = model.runs.size();
        try (models) {
            // When
            new BudgetTuner(models.models(), Device.CPU, 1, () -> now.addAndGet(500_000_000L)).tune();

            // Then only as many runs as fit into the 2 seconds of that clock
            assertThat(model.runs.size() - before).isBetween(1, 4);
        }
    }

    @Test
    void shouldKeepTheDefaultWhenNothingCanBeMeasured() {
        // Given
        FakeModel model = new FakeModel();
        ModelSet models = models(model);
        try (models) {
            model.failing(RunFailedException.Kind.OUT_OF_MEMORY, rows -> true);

            // When
            new BudgetTuner(models.models(), Device.CPU, 2).tune();

            // Then
            assertThat(models.models().get(0).limits().maxPaddedTokens()).isEqualTo(256);
        }
    }

    @Test
    void shouldMeasureWhenTheEngineIsToldTo() throws Exception {
        // Given a model that finds no memory for more than two texts
        TaskSpec task = TaskSpec.of(TestModels.tiny("tiny-bert"));
        FakeModel model = new FakeModel();
        model.failing(RunFailedException.Kind.OUT_OF_MEMORY, rows -> rows.size() > 3);

        // When
        try (BatchingEngine engine = EngineLoader.open(
                CONFIG.withBatch(EngineConfig.MEASURE, 0), List.of(task), (spec, device, threads) -> model)) {
            engine.submit("the house", engine.tasks(), Duration.ZERO)
                    .toCompletableFuture()
                    .get();

            // Then it got the smallest budget, which is not the default
            assertThat(engine.statistics().budgetTokens()).isEqualTo(128);
        }
    }

    private static ModelSet models(FakeModel model) {
        return new ModelLoader(
                        List.of(Device.CPU), DeviceDefaults.of(CONFIG, Device.CPU), (spec, device, threads) -> model)
                .load(List.of(TaskSpec.of(TestModels.tiny("tiny-bert"))));
    }
}
