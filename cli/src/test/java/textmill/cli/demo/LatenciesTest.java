package textmill.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import textmill.cli.demo.Latencies.Percentiles;

class LatenciesTest {

    @Test
    void shouldTakePercentilesByNearestRank() {
        // Given
        Latencies latencies = new Latencies();
        for (int i = 2000; i >= 1; i--) {
            latencies.add(i);
        }

        // Then
        assertThat(latencies.percentiles()).isEqualTo(new Percentiles(1000, 1900, 1980));
    }

    @Test
    void shouldCopeWithNoneAndOneAndAClockSetBack() {
        // Given
        Latencies latencies = new Latencies();

        // Then
        assertThat(latencies.percentiles()).isEqualTo(new Percentiles(0, 0, 0));
        latencies.add(-5);
        assertThat(latencies.percentiles()).isEqualTo(new Percentiles(0, 0, 0));
        latencies.add(9);
        assertThat(latencies.percentiles()).isEqualTo(new Percentiles(0, 9, 9));
    }
}
