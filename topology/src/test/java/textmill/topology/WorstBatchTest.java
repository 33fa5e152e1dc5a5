package textmill.topology;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextInput;
import textmill.topology.config.ConfigException;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.StubEngine;
import textmill.topology.testing.StubResults;

class WorstBatchTest {
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "bootstrap.servers", "localhost:9092",
            "schema.registry.url", "http://localhost:8081",
            "task.embeddings.model", "stub"));
    private long now;

    @Test
    void shouldAcceptAnEngineThatIsFastEnough() {
        assertThatCode(() -> check(Duration.ofSeconds(3))).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseLimitsIntoWhichThreeOfTheLargestBatchesDoNotFit() {
        settings.put("request.timeout.ms", "5000");
        settings.put("window.wait.ms", "100");
        settings.put("kafka.producer.transaction.timeout.ms", "5000");

        assertThatThrownBy(() -> check(Duration.ofSeconds(2)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("request.timeout.ms = 5000")
                .hasMessageContaining("kafka.producer.transaction.timeout.ms = 5000")
                .hasMessageNotContaining("max.poll.interval.ms");
    }

    @Test
    void shouldMeasureAgainBeforeItTakesAMachineForSlow() {
        Duration warm = Duration.ofSeconds(20);
        Duration stood = Duration.ofSeconds(8);

        assertThatCode(() -> check(warm, stood, stood, Duration.ofSeconds(1))).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(warm, stood, stood, stood, Duration.ofSeconds(1)))
                .hasMessageContaining("about 8000 ms");
    }

    @Test
    void shouldNotWaitForAnEngineThatIsStuck() {
        settings.put("request.timeout.ms", "1000");

        try (StubEngine engine = new StubEngine(10, Duration.ofHours(1), 1)) {
            assertThatThrownBy(() -> new WorstBatch(TextmillConfig.parse(settings), engine).check())
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("One text took more than request.timeout.ms = 1000");
        }
    }

    /** @param each how long the texts take, one after the other; the last of them again and again */
    private void check(Duration... each) {
        new WorstBatch(TextmillConfig.parse(settings), new Clocked(new ArrayDeque<>(List.of(each))), () -> now).check();
    }

    /** Computes on a clock of its own. */
    private final class Clocked implements InferenceEngine {
        private final Deque<Duration> durations;

        private Clocked(Deque<Duration> durations) {
            this.durations = durations;
        }

        @Override
        public List<Task> tasks() {
            return StubResults.TASKS;
        }

        @Override
        public CompletionStage<Outcome> submit(TextInput input, List<Task> tasks, Duration maxWait) {
            Duration takes = durations.size() > 1 ? durations.remove() : durations.element();
            now += takes.toNanos();
            return CompletableFuture.completedFuture(StubResults.of(input.text(), tasks));
        }

        @Override
        public void close() {}
    }
}
