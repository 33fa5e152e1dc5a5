package textmill.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import textmill.runtime.TestModels;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

class HiddenLayersTest {
    private static ModelOutputs.Tensor tensor(int tokens, int width, float first) {
        float[] values = new float[2 * tokens * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = first + i;
        }
        return new ModelOutputs.Tensor(new long[] {2, tokens, width}, values);
    }

    @Test
    void shouldTakeTheMeanOfSeveralLayersOfTheTextsOwnTokens() {
        try (TextTokenizer tokenizer =
                TextTokenizer.load(TestModels.tiny("tiny-bert").tokenizer())) {
            // Given the second row of a batch that begins with a token of padding
            Tokens text = tokenizer.tokenize("the house", false);
            int seq = text.length() + 1;
            Row row = new Row(
                    new ModelOutputs(Map.of("a", tensor(seq, 2, 0), "b", tensor(seq, 2, 10), "c", tensor(seq, 2, 2))),
                    1,
                    1,
                    text,
                    "");

            // When
            HiddenLayers.Vectors one = new HiddenLayers("a").of(row);
            HiddenLayers.Vectors three = new HiddenLayers("a, b,c").of(row);

            // Then
            assertThat(one.from()).isEqualTo((seq + 1) * 2);
            assertThat(three.width()).isEqualTo(2);
            assertThat(three.from()).isZero();
            assertThat(three.values()).hasSize(2 * text.length());
            for (int i = 0; i < three.values().length; i++) {
                assertThat(three.values()[i]).isEqualTo(one.values()[one.from() + i] + 4);
            }
        }
    }

    @Test
    void shouldRefuseLayersOfDifferentWidths() {
        try (TextTokenizer tokenizer =
                TextTokenizer.load(TestModels.tiny("tiny-bert").tokenizer())) {
            Tokens text = tokenizer.tokenize("the house", false);
            Row row = new Row(
                    new ModelOutputs(Map.of("a", tensor(text.length(), 2, 0), "b", tensor(text.length(), 3, 0))),
                    0,
                    0,
                    text,
                    "");

            assertThatThrownBy(() -> new HiddenLayers("a,b").of(row))
                    .isInstanceOf(UnexpectedShapeException.class)
                    .hasMessageContaining("b");
        }
    }
}
