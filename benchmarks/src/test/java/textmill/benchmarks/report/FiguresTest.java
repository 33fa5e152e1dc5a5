package textmill.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void shouldTakeTheMiddleValue() {
        assertThat(Figures.median(List.of(5.0, 1.0, 3.0))).isEqualTo(3.0);
        assertThat(Figures.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
        assertThat(Figures.median(List.of())).isNaN();
    }

    @Test
    void shouldAlignColumns() {
        Table table = new Table("name", "n").row("a", "1000").row("long name", "1");

        assertThat(table.lines()).containsExactly("name          n", "a          1000", "long name     1");
    }
}
