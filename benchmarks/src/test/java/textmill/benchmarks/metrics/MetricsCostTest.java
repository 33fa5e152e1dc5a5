package textmill.benchmarks.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsCostTest {
    @Test
    void shouldAddWhatARecordAndItsPartOfABatchCost() {
        // Given 250 texts/s, so 4 ms a text
        MetricsCost cost = new MetricsCost(600, 1_600, 150, 15, new MetricsCost.Run(250, 8));

        // Then
        assertThat(cost.nanosPerText()).isEqualTo(800);
        assertThat(cost.metersPercent()).isEqualTo(0.02);
        assertThat(cost.scrapePercent()).isEqualTo(1);
        assertThat(cost.lines())
                .containsExactly(
                        "600 ns a record, 1600 ns a batch of 8.00 texts: 800 ns a text",
                        "250 texts/s, 4000000 ns a text: metrics take 0.020 % of it at most",
                        "a scrape takes 150 ms, every 15 s: 1.000 % of one processor",
                        "together 1.020 % at most");
    }
}
