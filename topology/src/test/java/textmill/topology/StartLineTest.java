package textmill.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import textmill.runtime.task.Task;
import textmill.topology.testing.StubEngine;

class StartLineTest {

    @Test
    void shouldSayVersionsDeviceAndEachModelWithItsFingerprint() {
        try (StubEngine engine = new StubEngine(8, Duration.ofMillis(1), 1)) {
            // When
            String line = StartLine.of(engine);

            // Then
            assertThat(line).matches("Textmill \\S.*, Kafka 4\\S+, ONNX Runtime 1\\S+, Java \\d\\S*; on stub: .*");
            for (Task task : engine.tasks()) {
                assertThat(line).contains(task.name() + " " + task.model() + " " + task.fingerprint());
            }
        }
    }
}
