package textmill.faults.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import textmill.faults.load.Load;

class OracleTest {
    private static final Load.Plan PLAN = new Load.Plan("in", 2, 6, 1);
    private final Oracle oracle = new Oracle(PLAN, result -> result.vector().equals(List.of(1f)));

    @Test
    void shouldFindNothingWrongWithEveryResultOnceInOrder() {
        // Given
        for (int offset = 0; offset < 3; offset++) {
            see(0, offset);
            see(1, offset);
        }

        // When
        Verdict verdict = oracle.verdict(PLAN, true);

        // Then
        assertThat(verdict.isExact()).isTrue();
    }

    @Test
    void shouldCountWhatIsMissing() {
        see(0, 0);
        see(0, 2);

        assertThat(oracle.verdict(PLAN, true).lost()).isEqualTo(4);
        assertThat(oracle.verdict(PLAN, true).isComplete()).isFalse();
    }

    @Test
    void shouldCountRepetitionsWithoutCallingThemReordered() {
        see(0, 0);
        see(0, 1);
        see(0, 0);
        see(0, 1);
        see(0, 2);

        assertThat(oracle.verdict(PLAN, true).duplicated()).isEqualTo(2);
        assertThat(oracle.verdict(PLAN, true).reordered()).isZero();
        assertThat(oracle.verdict(PLAN, true).isExact()).isFalse();
    }

    @Test
    void shouldCountAResultThatComesAfterALaterOne() {
        see(0, 1);
        see(0, 0);

        assertThat(oracle.verdict(PLAN, true).reordered()).isEqualTo(1);
    }

    @Test
    void shouldCountResultsThatAreNotThoseOfTheirText() {
        oracle.result(new OutputRecord(0, 0, new byte[0], "in", 0, 0, List.of(2f), 0));

        assertThat(oracle.verdict(PLAN, true).wrong()).isEqualTo(1);
        assertThat(oracle.verdict(PLAN, true).lost()).isEqualTo(6);
    }

    @Test
    void shouldCountResultsOfRecordsThatWereNeverWritten() {
        see(0, 3);

        assertThat(oracle.verdict(PLAN, true).wrong()).isEqualTo(1);
    }

    @Test
    void shouldNotCallDeadLettersComplete() {
        for (int offset = 0; offset < 3; offset++) {
            see(0, offset);
            see(1, offset);
        }
        oracle.deadLetter();

        assertThat(oracle.verdict(PLAN, true).isComplete()).isFalse();
    }

    @Test
    void shouldCountEachWindowByItself() {
        // Given two windows for each record
        Oracle windows = new Oracle(PLAN, new Oracle.ExpectedResult() {
            @Override
            public boolean matches(OutputRecord result) {
                return true;
            }

            @Override
            public long place(OutputRecord result) {
                return 2 * result.sourceOffset() + result.window();
            }

            @Override
            public long total(Load.Plan written) {
                return 2 * written.records();
            }
        });

        // When the second of the first record comes too early, the first of the second twice, and nothing else
        for (int window : new int[] {1, 0, 2, 2}) {
            windows.result(new OutputRecord(0, 0, new byte[0], "in", 0, window / 2, List.of(1f), window % 2));
        }

        // Then
        Verdict verdict = windows.verdict(PLAN, true);
        assertThat(verdict.reordered()).isEqualTo(1);
        assertThat(verdict.duplicated()).isEqualTo(1);
        assertThat(verdict.lost()).isEqualTo(12 - 3);
    }

    private void see(int partition, long offset) {
        oracle.result(new OutputRecord(partition, offset, new byte[0], "in", partition, offset, List.of(1f), 0));
    }
}
