package textmill.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnsTest {

    @ParameterizedTest
    @CsvSource({"abc, 3", "日本, 4", "e\u0301, 1", "😀, 2", "a\u200db, 2"})
    void shouldCountWhatATerminalShows(String text, int columns) {
        assertThat(Columns.of(text)).isEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource({"abcdef, 6, abcdef", "abcdef, 5, abcd…", "日本語, 5, 日本…", "日本語, 4, 日…", "😀😀😀, 4, 😀…"})
    void shouldCutToColumnsWithoutSplittingCharacters(String text, int columns, String expected) {
        // When
        String cut = Columns.cut(text, columns);

        // Then
        assertThat(cut).isEqualTo(expected);
        assertThat(Columns.of(cut)).isLessThanOrEqualTo(columns);
    }

    @Test
    void shouldDisarmTextsThatCommandTheTerminal() {
        // Given
        String hostile = "a\u001b[31mred\u0007\r\nb\u202etxt\u2028\u009b";

        // When
        String safe = Columns.printable(hostile);

        // Then
        assertThat(safe).hasSameSizeAs(hostile).isEqualTo("a [31mred   b txt  ");
    }
}
