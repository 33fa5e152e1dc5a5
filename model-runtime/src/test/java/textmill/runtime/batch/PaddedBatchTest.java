package textmill.runtime.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import textmill.runtime.TestModels;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

class PaddedBatchTest {
    @Test
    void shouldPadWithTheModelsOwnTokenAndMaskIt() {
        // Given RoBERTa, which pads with 1 and not with 0
        ModelSpec spec = TestModels.tiny("tiny-roberta");
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer())) {
            Tokens shorter = tokenizer.tokenize("", false);
            Tokens longer = tokenizer.tokenize("the house", false);
            PaddedBatch batch = new PaddedBatch();

            // When
            batch.fill(List.of(shorter, longer), spec.tokenizer().padId(), false);

            // Then
            int length = longer.length();
            assertThat(batch.rows()).isEqualTo(2);
            assertThat(batch.longest()).isEqualTo(length);
            assertThat(batch.tokens()).isEqualTo(2 + length);
            assertThat(batch.ids().remaining()).isEqualTo(2 * length * Long.BYTES);
            for (int i = 0; i < length; i++) {
                boolean real = i < 2;
                assertThat(batch.ids().getLong(i * Long.BYTES)).isEqualTo(real ? shorter.id(i) : 1);
                assertThat(batch.mask().getLong(i * Long.BYTES)).isEqualTo(real ? 1 : 0);
                assertThat(batch.ids().getLong((length + i) * Long.BYTES)).isEqualTo(longer.id(i));
                assertThat(batch.mask().getLong((length + i) * Long.BYTES)).isEqualTo(1);
                assertThat(batch.types().getLong(i * Long.BYTES)).isZero();
            }
        }
    }

    @Test
    void shouldWriteNarrowNumbersAndForgetTheBatchBefore() {
        // Given
        ModelSpec spec = TestModels.tiny("tiny-bert");
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer())) {
            Tokens longer = tokenizer.tokenize("the house of the river", false);
            Tokens shorter = tokenizer.tokenize("a", false);
            PaddedBatch batch = new PaddedBatch();
            batch.fill(List.of(longer, longer, longer), 0, false);

            // When
            batch.fill(List.of(shorter), 0, true);

            // Then
            assertThat(batch.narrow()).isTrue();
            assertThat(batch.paddedTokens()).isEqualTo(shorter.length());
            assertThat(batch.ids().remaining()).isEqualTo(shorter.length() * Integer.BYTES);
            assertThat(batch.ids().getInt(0)).isEqualTo(shorter.id(0));
        }
    }
}
