package textmill.benchmarks.reembed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import textmill.benchmarks.kafka.Bed;
import textmill.benchmarks.reembed.BesideLiveReport.Round;
import textmill.benchmarks.stream.OpenLoop.Latency;

class BesideLiveReportTest {
    private static final long MS = 1_000_000;

    private static Latency latency(long p50, long p99) {
        return new Latency(600, p50 * MS, p50 * MS, p99 * MS, p99 * MS, MS, 10);
    }

    @Test
    void shouldCompareWithinEachRound() {
        // Given rounds of which one had a bad minute, with the job and without it
        BesideLiveReport report = new BesideLiveReport();
        report.add(new Round(latency(100, 200), latency(100, 300), latency(105, 220), 40));
        report.add(new Round(latency(400, 800), latency(100, 300), latency(400, 840), 30));
        report.add(new Round(latency(100, 200), latency(100, 300), latency(110, 260), 50));

        // Then
        assertThat(report.lines(100_000))
                .hasSize(6)
                .endsWith(
                        "with the job / without, median of rounds: p50 1.05, p99 1.10",
                        "the job computes 40.0 texts/s meanwhile, 100,000 in 42 minutes");
    }

    @Test
    void shouldKnowHowManyMessagesEachPartitionHas() {
        // Given messages that go to the partitions in turn
        for (int messages = 0; messages < 10; messages++) {
            int all = messages;
            for (int partition = 0; partition < Bed.PARTITIONS; partition++) {
                int own = partition;
                assertThat(GroupOffsets.inPartition(partition, messages))
                        .isEqualTo(IntStream.range(0, all)
                                .filter(number -> number % Bed.PARTITIONS == own)
                                .count());
            }
        }
    }
}
