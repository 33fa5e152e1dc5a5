package textmill.runtime.task.fillmask;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.runtime.golden.GoldenModel;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.PlannedRow;
import textmill.runtime.task.RowPlan;
import textmill.runtime.text.TextInput;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/** Which tokens of a text are hidden, each in a row of its own. */
class MaskRowsTest {
    private static final int MASK = 4;
    private static final List<Integer> SPECIAL = List.of(0, 1, 2, 3, 4);
    private static final String TEXT = "a b c d e f g h i j";

    private final TextTokenizer tokenizer;
    private final RowPlan.Source source;

    MaskRowsTest(@TempDir Path directory) {
        ModelSpec model = ModelSpec.read(GoldenModel.of("masks-bert").layOut(directory));
        tokenizer = TextTokenizer.load(model.tokenizer());
        source = new RowPlan.Source(tokenizer, model.tokenizer().maxTokens(), true);
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void shouldHideEveryTokenOnce() {
        assertThat(hidden(TEXT, 4096)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(hidden("a", 4096)).containsExactly(1);
        assertThat(hidden("", 4096)).isEmpty();
    }

    @Test
    void shouldHideAsManyAsTheCostAllowsSpreadEvenly() {
        assertThat(hidden(TEXT, 5 * 12)).containsExactly(2, 4, 6, 8, 10);
        assertThat(hidden(TEXT, 3 * 12 + 11)).containsExactly(2, 6, 9);
        assertThat(hidden(TEXT, 1)).containsExactly(6);
    }

    @Test
    void shouldHideNoSpecialTokenThatATextSpellsOut() {
        assertThat(hidden("a [SEP] b [UNK] c", 4096)).containsExactly(1, 3, 5);
    }

    @Test
    void shouldLeaveATextWithMasksAsItIs() {
        List<PlannedRow> rows = rows("a [MASK] b", 4096);

        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).tokens().maskedAt()).isEqualTo(-1);
    }

    @Test
    void shouldStandForThePlaceOfTheHiddenToken() {
        PlannedRow row = rows("\uD83D\uDE00 b c", 4096).get(1);

        assertThat(row.tokens().id(row.tokens().maskedAt())).isEqualTo(MASK);
        assertThat(List.of(row.start(), row.end())).containsExactly(3, 4);
    }

    private List<Integer> hidden(String text, int cost) {
        return rows(text, cost).stream()
                .map(PlannedRow::tokens)
                .map(Tokens::maskedAt)
                .toList();
    }

    private List<PlannedRow> rows(String text, int cost) {
        MaskRows plan = new MaskRows(MASK, SPECIAL, cost);
        List<PlannedRow> rows = plan.rows(TextInput.of(text), source);
        assertThat(plan.bytes(TextInput.of(text))).isGreaterThanOrEqualTo(200L * rows.size());
        return rows;
    }
}
