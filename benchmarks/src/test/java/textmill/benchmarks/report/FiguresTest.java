package textmill.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void shouldTakeTheMiddleValue() {
        assertThat(Figures.median(List.of(5.0, 1.0, 3.0))).isEqualTo(3.0);
        assertThat(Figures.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
        assertThat(Figures.median(List.of())).isNaN();
    }

    @Test
    void shouldTakeTheNearestRank() {
        long[] hundred = LongStream.rangeClosed(1, 100).toArray();

        assertThat(Figures.percentile(hundred, 0.5)).isEqualTo(50);
        assertThat(Figures.percentile(hundred, 0.99)).isEqualTo(99);
        assertThat(Figures.percentile(hundred, 1)).isEqualTo(100);
        assertThat(Figures.percentile(new long[] {7}, 0.99)).isEqualTo(7);
    }

    @Test
    void shouldAlignColumns() {
        Table table = new Table("name", "n").row("a", "1000").row("long name", "1");

        assertThat(table.lines()).containsExactly("name          n", "a          1000", "long name     1");
    }
}
