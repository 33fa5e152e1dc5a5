package textmill.runtime.engine.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import textmill.runtime.TestModels;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.FakeModel;
import textmill.runtime.engine.LoadedModel;
import textmill.runtime.engine.ModelSet;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.onnx.OnnxModel;
import textmill.runtime.task.TaskSpec;

class ModelLoaderTest {
    private static final long HIDDEN = 32;
    private static final EngineConfig CONFIG =
            EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu")).withThreads(1, 1, 1);

    @Test
    void shouldTokeniseOnceForModelsWithTheSameTokenizer() {
        // Given two models with equal tokenizer.json and one with another
        ModelLoader loader =
                new ModelLoader(List.of(Device.CPU), DeviceDefaults.of(CONFIG, Device.CPU), OnnxModel::open);

        // When
        try (ModelSet models = loader.load(List.of(
                TaskSpec.of("a", TestModels.tiny("tiny-bert")),
                TaskSpec.of("b", TestModels.tiny("tiny-bert-int8")),
                TaskSpec.of("c", TestModels.tiny("tiny-roberta"))))) {

            // Then
            List<LoadedModel> loaded = models.models();
            assertThat(loaded.get(0).tokenizer()).isSameAs(loaded.get(1).tokenizer());
            assertThat(loaded.get(0).tokenizer()).isNotSameAs(loaded.get(2).tokenizer());
            assertThat(loaded.get(0).limits().equalWidths()).isFalse();
            assertThat(loaded.get(1).limits().equalWidths()).isTrue();
        }
    }

    @Test
    void shouldGiveABatchLessOutputWhereItIsCopiedIntoTheHeap() {
        // Given a model that gives so many numbers for each token
        ModelSpec model = TestModels.tiny("tiny-bert");
        long bytesOfAToken = HIDDEN * Float.BYTES;

        // When, Then
        assertThat(mostTokens(model, Device.CPU) * bytesOfAToken).isEqualTo(64L << 20);
        assertThat(mostTokens(model, new Device(Device.Kind.OPENVINO_CPU, 0)) * bytesOfAToken)
                .isEqualTo(32L << 20);
    }

    private static long mostTokens(ModelSpec model, Device device) {
        ModelLoader loader = new ModelLoader(
                List.of(device), DeviceDefaults.of(CONFIG, device), (spec, where, threads) -> new FakeModel()
                        .on(where));
        try (ModelSet models = loader.load(List.of(TaskSpec.of(model)))) {
            return models.models().get(0).mostPaddedTokens();
        }
    }
}
