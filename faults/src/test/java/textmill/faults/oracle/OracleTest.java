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
        oracle.result(new OutputRecord(0, 0, new byte[0], "in", 0, 0, List.of(2f)));

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

    private void see(int partition, long offset) {
        oracle.result(new OutputRecord(partition, offset, new byte[0], "in", partition, offset, List.of(1f)));
    }
}
