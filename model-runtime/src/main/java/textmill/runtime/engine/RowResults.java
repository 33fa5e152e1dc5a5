package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import textmill.runtime.engine.ComputedText.Answer;
import textmill.runtime.task.Head;
import textmill.runtime.task.PlannedRow;
import textmill.runtime.task.RowResult;
import textmill.runtime.text.TextFlags;

/** Gathers what the rows of one text gave, and makes its result of that when the last one is there. Thread-safe. */
final class RowResults {
    private final List<Head> heads;
    private final List<PlannedRow> rows;
    private final AtomicReferenceArray<ComputedText> computed;
    private final AtomicInteger missing;

    RowResults(List<Head> heads, List<PlannedRow> rows) {
        this.heads = heads;
        this.rows = rows;
        this.computed = new AtomicReferenceArray<>(rows.size());
        this.missing = new AtomicInteger(rows.size());
    }

    /** The text's result if this was the last row, else null. */
    @Nullable
    ComputedText put(int index, ComputedText value) {
        computed.set(index, value);
        return missing.decrementAndGet() == 0 ? combined() : null;
    }

    /** The result of all rows, each head's made of its own. */
    ComputedText combined() {
        int tokens = 0;
        boolean truncated = false;
        boolean empty = true;
        boolean substituted = false;
        for (int i = 0; i < rows.size(); i++) {
            ComputedText row = computed.get(i);
            tokens += row.tokens();
            truncated |= row.flags().truncated();
            empty &= row.flags().empty();
            substituted |= row.flags().substituted();
        }
        List<Answer> answers = new ArrayList<>(heads.size());
        for (int head = 0; head < heads.size(); head++) {
            answers.add(answer(head));
        }
        return new ComputedText(tokens, new TextFlags(truncated, empty, substituted), answers);
    }

    /** What one row is refused for, the text is. */
    private Answer answer(int head) {
        List<RowResult> results = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Answer answer = computed.get(i).answers().get(head);
            if (!(answer instanceof ComputedText.Result result)) {
                return answer;
            }
            results.add(new RowResult(rows.get(i), result.value()));
        }
        return Answer.of(() -> heads.get(head).combine(results));
    }
}
