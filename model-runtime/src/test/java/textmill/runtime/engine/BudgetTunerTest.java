package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import textmill.runtime.TestModels;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceChoice;
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
        // Given
        TaskSpec task = TaskSpec.of(TestModels.tiny("tiny-bert"));

        // When
        try (BatchingEngine engine = BatchingEngine.open(CONFIG.withBatch(EngineConfig.MEASURE, 0), List.of(task))) {
            Outcome outcome = engine.submit("the house", engine.tasks(), Duration.ZERO)
                    .toCompletableFuture()
                    .get();

            // Then
            assertThat(outcome).isInstanceOf(Outcome.Success.class);
            assertThat(engine.statistics().budgetTokens()).isIn(128L, 256L, 512L, 1_024L);
        }
    }

    private static ModelSet models(FakeModel model) {
        ModelSet models = new ModelSet(
                List.of(Device.CPU), DeviceDefaults.of(CONFIG, Device.CPU), (spec, device, threads) -> model);
        models.load(List.of(TaskSpec.of(TestModels.tiny("tiny-bert"))));
        return models;
    }
}
