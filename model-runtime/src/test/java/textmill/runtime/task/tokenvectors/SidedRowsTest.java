package textmill.runtime.task.tokenvectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import textmill.runtime.task.tokenvectors.SidedRows.Side;

class SidedRowsTest {

    /** It is part of the fingerprint, and sets of Java have another order in every process. */
    @Test
    void shouldWriteItselfTheSameInEveryProcess() {
        Side side = new Side(-1, -1, null);

        assertThat(new SidedRows(side, side, false, Set.of("query", "document", "passage", "title", "code")))
                .asString()
                .endsWith("prompts=[code, document, passage, query, title]]");
    }
}
