package textmill.topology;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import textmill.topology.config.ConfigException;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.StubEngine;

class WorstBatchTest {
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "bootstrap.servers", "localhost:9092",
            "schema.registry.url", "http://localhost:8081",
            "task.embeddings.model", "stub"));

    @Test
    void shouldAcceptAnEngineThatIsFastEnough() {
        try (StubEngine engine = StubEngine.fast()) {
            assertThatCode(() -> new WorstBatch(TextmillConfig.parse(settings), engine).check())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void shouldRefuseLimitsIntoWhichThreeOfTheLargestBatchesDoNotFit() {
        settings.put("request.timeout.ms", "5000");
        settings.put("window.wait.ms", "100");
        settings.put("kafka.producer.transaction.timeout.ms", "5000");

        try (StubEngine engine = new StubEngine(10, Duration.ofSeconds(2), 1)) {
            assertThatThrownBy(() -> new WorstBatch(TextmillConfig.parse(settings), engine).check())
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("request.timeout.ms = 5000")
                    .hasMessageContaining("kafka.producer.transaction.timeout.ms = 5000")
                    .hasMessageNotContaining("max.poll.interval.ms");
        }
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
}
