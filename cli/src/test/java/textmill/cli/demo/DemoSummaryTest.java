package textmill.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import textmill.cli.demo.DemoSummary.Counts;
import textmill.cli.demo.Feed.FullSpeed;
import textmill.cli.demo.Latencies.Percentiles;
import textmill.runtime.engine.EngineStatistics;

class DemoSummaryTest {

    private static final EngineStatistics ENGINE =
            new EngineStatistics("cpu", 8, 0, 0, 0, 0, 2, 8, 90, 100, 200, 1, 1, 0, 0, EngineStatistics.Queued.NOTHING);

    @Test
    void shouldWriteExactlyTheDocumentedKeys() {
        // Given
        DemoSummary summary = new DemoSummary(
                new Counts(11, List.of(10L, 9L, 8L), 1),
                new FullSpeed(8, 2.0),
                new Percentiles(10, 20, 30),
                new Percentiles(1, 2, 3),
                ENGINE);

        // Then
        assertThat(summary.json())
                .isEqualTo("{\"records\":11,\"embeddings\":10,\"classifications\":9,\"replacedTokenScores\":8,"
                        + "\"deadLetters\":1,\"seconds\":2.0,\"textsPerSecond\":4.0,"
                        + "\"latencyMs\":{\"p50\":10,\"p95\":20,\"p99\":30},"
                        + "\"openLoad\":{\"texts\":3,\"textsPerSecond\":2.4,"
                        + "\"latencyMs\":{\"p50\":1,\"p95\":2,\"p99\":3}},"
                        + "\"paddingRatio\":0.1,\"device\":\"cpu\"}");
    }

    @Test
    void shouldSayNothingOfAnOpenLoadThatWasNot() {
        // Given
        DemoSummary summary = new DemoSummary(
                new Counts(8, List.of(7L, 6L, 5L), 1),
                new FullSpeed(8, 2.0),
                new Percentiles(10, 20, 30),
                null,
                ENGINE);

        // Then
        assertThat(summary.json())
                .endsWith("\"latencyMs\":{\"p50\":10,\"p95\":20,\"p99\":30},"
                        + "\"paddingRatio\":0.1,\"device\":\"cpu\"}");
    }
}
