package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.List;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.PlannedRow;
import textmill.runtime.task.Row;
import textmill.runtime.task.RowPlan;
import textmill.runtime.task.RowResult;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.text.TextInput;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.TokenizeException;

/**
 * A head that reads each word of a text in a row of its own; its result has the first number of each word's embedding, in
 * their order.
 *
 * @param inner reads a row
 * @param every only words at such a distance
 */
record WordRows(HeadSpec inner, int every) implements HeadSpec {
    /** A text with this word has no rows. */
    static final String UNPLANNED = "unplanned";

    @Override
    public List<String> outputs() {
        return inner.outputs();
    }

    @Override
    public RowPlan rows() {
        return new Plan(every);
    }

    @Override
    public Head head(TextTokenizer tokenizer) {
        Head head = inner.head(tokenizer);
        return new Head() {
            @Override
            public TaskResult read(Row row) {
                return head.read(row);
            }

            @Override
            public TaskResult combine(List<RowResult> rows) {
                float[] numbers = new float[rows.size()];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = ((Embedding) rows.get(i).value()).vector()[0];
                }
                return new Embedding(numbers);
            }
        };
    }

    /** Words as rows. */
    private record Plan(int every) implements RowPlan {
        @Override
        public List<PlannedRow> rows(TextInput input, Source source) {
            if (input.text().contains(UNPLANNED)) {
                throw new TokenizeException("there are no rows for this text");
            }
            List<PlannedRow> rows = new ArrayList<>();
            String[] words = input.text().split(" ", -1);
            int start = 0;
            for (int i = 0; i < words.length; i++) {
                if (i % every == 0 && !words[i].isEmpty()) {
                    rows.add(new PlannedRow(
                            source.tokenizer().tokenize(words[i], source.offsets()), start, start + words[i].length()));
                }
                start += words[i].length() + 1;
            }
            return rows;
        }

        @Override
        public long bytes(TextInput input) {
            return 100L * input.text().split(" ", -1).length;
        }
    }
}
