package textmill.runtime.engine.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.runtime.TestModels;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.engine.FakeModel;
import textmill.runtime.engine.LoadedModel;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.tokenize.TextTokenizer;

class PrecisionChoiceTest {
    private static final Set<String> OUTPUTS = Set.of("last_hidden_state");

    private final ModelSpec spec = TestModels.tiny("tiny-bert");
    private final TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer());
    private final PrecisionChoice choice = new PrecisionChoice(new LoadedModel.Source(spec, tokenizer), OUTPUTS);
    private final FakeModel exact = new FakeModel();

    @AfterEach
    void close() {
        tokenizer.close();
    }

    /** The fake's outputs, each with something added to its second number; ids are about 100, so a cosine hardly moves. */
    private static final class Rounded implements ModelRunner {
        private final FakeModel model = new FakeModel();
        private final @Nullable ModelRunner exact;
        private final float added;

        Rounded(@Nullable ModelRunner exact, float added) {
            this.exact = exact;
            this.added = added;
        }

        @Override
        public ModelOutputs run(PaddedBatch batch, Set<String> outputs) throws RunFailedException {
            Map<String, ModelOutputs.Tensor> changed = new HashMap<>();
            ModelOutputs computed = model.run(batch, outputs);
            for (String output : outputs) {
                float[] values = computed.get(output).values().clone();
                for (int i = 1; i < values.length; i += 2) {
                    values[i] += added;
                }
                changed.put(output, new ModelOutputs.Tensor(computed.get(output).shape(), values));
            }
            return new ModelOutputs(changed);
        }

        @Override
        public @Nullable ModelRunner exact() {
            return exact;
        }

        @Override
        public String runtime() {
            return "rounded";
        }

        @Override
        public Device device() {
            return Device.CPU;
        }

        @Override
        public void close() {
            model.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, true", "0.5, true", "400, false", "NaN, false"})
    void shouldKeepFewerBitsWhereTheResultsStayClose(float added, boolean kept) {
        // Given
        Rounded rounded = new Rounded(exact, added);

        // When
        ModelRunner settled = choice.settle(rounded);

        // Then
        assertThat(settled).isSameAs(kept ? rounded : exact);
        assertThat(exact.closed).hasValue(kept ? 1 : 0);
        assertThat(rounded.model.closed).hasValue(kept ? 0 : 1);
        assertThat(exact.runs).hasSize(12);
    }

    @Test
    void shouldAskNothingOfAModelThatIsExact() {
        Rounded alone = new Rounded(null, 400);

        assertThat(choice.settle(alone)).isSameAs(alone);
        assertThat(alone.model.runs).isEmpty();
    }

    @Test
    void shouldComputeExactlyWhereRunsFail() {
        // Given
        exact.failing(RunFailedException.Kind.INPUT, rows -> true);
        Rounded rounded = new Rounded(exact, 0);

        // Then
        assertThat(choice.settle(rounded)).isSameAs(exact);
        assertThat(rounded.model.closed).hasValue(1);
    }

    @Test
    void shouldCompareAngles() {
        assertThat(PrecisionChoice.cosine(new float[] {1, 0}, new float[] {0, 2}))
                .isZero();
        assertThat(PrecisionChoice.cosine(new float[] {1, 1}, new float[] {2, 2}))
                .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-12));
        assertThat(PrecisionChoice.cosine(new float[] {0}, new float[] {0})).isOne();
        assertThat(PrecisionChoice.cosine(new float[] {0}, new float[] {1})).isNaN();
    }
}
