package textmill.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.runtime.TestModels;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.runner.TwoSessions;
import textmill.runtime.tokenize.TextTokenizer;

class TwoSessionsTest {
    @ParameterizedTest
    @ValueSource(strings = {"tiny-bert", "tiny-bert-int8"})
    void shouldComputeTheSameWithAllCores(String name) throws Exception {
        // Given
        ModelSpec spec = TestModels.tiny(name);
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer());
                ModelRunner model = TwoSessions.open(threads -> OnnxModel.open(spec, Device.CPU, threads), 1, 2)) {
            PaddedBatch batch = new PaddedBatch();
            batch.fill(List.of(tokenizer.tokenize("the house of the river", false)), BatchLayout.of(spec));
            Set<String> outputs = Set.of("last_hidden_state");

            // When
            float[] narrow = model.run(batch, outputs).get("last_hidden_state").values();
            float[] wide =
                    model.runForLatency(batch, outputs).get("last_hidden_state").values();

            // Then
            assertThat(model.hasLatencySession()).isTrue();
            assertThat(wide).containsExactly(narrow);
            assertThat(model.works()).isTrue();
            assertThat(model.device()).isEqualTo(Device.CPU);
        }
    }

    @Test
    void shouldOpenTheModelOnceWhereThatIsNoWider() {
        ModelSpec spec = TestModels.tiny("tiny-bert");
        try (ModelRunner model = TwoSessions.open(threads -> OnnxModel.open(spec, Device.CPU, threads), 1, 1)) {
            assertThat(model.hasLatencySession()).isFalse();
            assertThat(model).isInstanceOf(OnnxModel.class);
        }
    }
}
