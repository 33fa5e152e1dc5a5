package textmill.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import textmill.cli.demo.DemoSummary.Counts;
import textmill.cli.demo.Latencies.Percentiles;
import textmill.runtime.engine.EngineStatistics;

class DemoSummaryTest {

    @Test
    void shouldWriteExactlyTheDocumentedKeys() {
        // Given
        EngineStatistics engine = new EngineStatistics("cpu", 8, 0, 0, 0, 0, 2, 8, 90, 100, 200, 1, 1, 0, 0);
        DemoSummary summary =
                new DemoSummary(new Counts(8, List.of(7L, 6L, 5L), 1), 2.0, new Percentiles(10, 20, 30), engine);

        // Then
        assertThat(summary.json())
                .isEqualTo("{\"records\":8,\"embeddings\":7,\"classifications\":6,\"replacedTokenScores\":5,"
                        + "\"deadLetters\":1,\"seconds\":2.0,\"textsPerSecond\":4.0,"
                        + "\"latencyMs\":{\"p50\":10,\"p95\":20,\"p99\":30},\"paddingRatio\":0.1,\"device\":\"cpu\"}");
    }
}
