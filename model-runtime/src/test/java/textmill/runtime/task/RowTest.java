package textmill.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import textmill.runtime.TestModels;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

class RowTest {
    private static final int PADDING = 3;

    @Test
    void shouldReadTheTextsOwnTokensWhereARowBeginsWithPadding() {
        // Given two rows whose tokens stand behind padding, which must not be read
        ModelSpec model = TestModels.tiny("tiny-bert");
        try (TextTokenizer tokenizer = TextTokenizer.load(model.tokenizer())) {
            Tokens text = tokenizer.tokenize("the house", false);
            int seq = PADDING + text.length();
            int hidden = (int) model.config().path("hidden_size").asLong();
            float[] values = new float[2 * seq * hidden];
            for (int row = 0; row < 2; row++) {
                for (int i = 0; i < PADDING * hidden; i++) {
                    values[row * seq * hidden + i] = Float.NaN;
                }
                values[(row * seq + PADDING) * hidden] = 1 + row;
            }
            ModelOutputs.Tensor tensor = new ModelOutputs.Tensor(new long[] {2, seq, hidden}, values);
            ModelOutputs outputs = new ModelOutputs(Map.of("last_hidden_state", tensor));
            Head head = TaskSpec.of(model).head().head(tokenizer);

            // When
            Row row = new Row(outputs, 1, PADDING, text, "");
            Embedding read = (Embedding) head.read(row);

            // Then
            assertThat(row.from(tensor, 0)).isEqualTo((seq + PADDING) * hidden);
            assertThat(row.hasTokens(tensor)).isTrue();
            assertThat(new Row(outputs, 1, PADDING + 1, text, "").hasTokens(tensor))
                    .isFalse();
            assertThat(read.vector()[0]).isEqualTo(1);
            assertThat(read.vector()[1]).isZero();
        }
    }
}
