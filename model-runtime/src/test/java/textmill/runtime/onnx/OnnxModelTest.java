package textmill.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.runtime.TestModels;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelInput;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.OnnxBytes;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.tokenize.TextTokenizer;

class OnnxModelTest {
    @Test
    void shouldRefuseAnOpsetThatTheRuntimeDoesNotKnow(@TempDir Path directory) throws IOException {
        // Given
        for (String name : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
            Files.copy(TestModels.resource("/tiny/tiny-bert/" + name), directory.resolve(name));
        }
        OnnxBytes.model(999, graph -> graph.value(11, "input_ids", 7, -1, -1)
                        .value(11, "attention_mask", 7, -1, -1)
                        .value(12, "last_hidden_state", 1, -1, -1, 32)
                        .node("NoSuchOperator", "last_hidden_state", "input_ids"))
                .write(directory.resolve("model.onnx"));
        ModelSpec spec = ModelSpec.read(directory);

        // When, Then
        assertThatThrownBy(() -> OnnxModel.open(spec, Device.CPU, 1))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model.onnx: expected a model that ONNX Runtime 1.29.0 can load")
                .hasMessageContaining("found ONNX opset 999")
                .hasMessageContaining("export the model again")
                .hasMessageNotContaining("\n");
    }

    @Test
    void shouldCallAnIdBeyondTheVocabularyAFaultOfTheInput() {
        // Given
        ModelSpec spec = TestModels.tiny("tiny-bert");
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer());
                OnnxModel model = OnnxModel.open(spec, Device.CPU, 1)) {
            PaddedBatch batch = new PaddedBatch();
            batch.fill(List.of(tokenizer.tokenize("the house", false)), BatchLayout.of(spec));
            batch.values(ModelInput.Role.INPUT_IDS).putLong(0, 1_000_000);

            // When, Then
            assertThatThrownBy(() -> model.run(batch, Set.of("last_hidden_state")))
                    .isInstanceOfSatisfying(RunFailedException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(RunFailedException.Kind.INPUT));
            batch.fill(List.of(tokenizer.tokenize("the house", false)), BatchLayout.of(spec));
            assertThat(runs(model, batch)).isTrue();
        }
    }

    private static boolean runs(OnnxModel model, PaddedBatch batch) {
        try {
            return model.run(batch, Set.of("last_hidden_state"))
                            .get("last_hidden_state")
                            .shape()
                            .length
                    == 3;
        } catch (RunFailedException e) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "std::bad_alloc, OUT_OF_MEMORY",
        "bfc_arena.cc Failed to allocate memory for requested buffer of size 123, OUT_OF_MEMORY",
        "CUDA failure 2: out of memory, OUT_OF_MEMORY",
        "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0 ; file=cuda_call.cc, OUT_OF_MEMORY",
        "CUDNN failure 4: CUDNN_STATUS_ALLOC_FAILED ; GPU=0, OUT_OF_MEMORY",
        "Memcpy: Failed to allocate output tensor., OUT_OF_MEMORY",
        "bfc_arena.cc:376 void* onnxruntime::BFCArena::AllocateRawInternal Available memory of 0 is smaller than requested bytes of 9, OUT_OF_MEMORY",
        "CUBLAS failure 14: CUBLAS_STATUS_INTERNAL_ERROR ; GPU=0, DEVICE_LOST",
        "CUDA failure 4: driver shutting down ; GPU=0, DEVICE_LOST",
        "CUDA failure 719: unspecified launch failure ; GPU=1, DEVICE_LOST",
        "CUDA failure 100: no CUDA-capable device is detected ; GPU=-1, DEVICE_LOST",
        "CUDNN_FE failure 8: CUDNN_BACKEND_API_FAILED ; GPU=0, DEVICE_LOST",
        "TensorRT EP execution context enqueue failed., DEVICE_LOST",
        "CUDA failure 700: an illegal memory access was encountered, DEVICE_LOST",
        "CUDNN failure 8: CUDNN_STATUS_EXECUTION_FAILED, DEVICE_LOST",
        "Non-zero status code returned while running Gather node, INPUT"
    })
    void shouldTellFromTheRuntimesWordsWhatToDo(String message, RunFailedException.Kind kind) {
        assertThat(RuntimeMessage.classify(message)).isEqualTo(kind);
    }

    @Test
    void shouldReadTheDevicesThatTheUserNames() {
        assertThat(DeviceChoice.parse("auto").automatic()).isTrue();
        assertThat(DeviceChoice.parse("cpu").devices()).containsExactly(Device.CPU);
        assertThat(DeviceChoice.parse("cuda:1, tensorrt").devices())
                .containsExactly(new Device(Device.Kind.CUDA, 1), new Device(Device.Kind.TENSORRT, 0));
        assertThat(DeviceChoice.parse("CUDA")).hasToString("cuda:0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "cpu:1", "cuda:", "cuda:x", "cuda,,cpu", "auto,cpu"})
    void shouldRefuseADeviceThatItCannotRead(String text) {
        assertThatThrownBy(() -> DeviceChoice.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected auto, or cpu, openvino[:CPU or :GPU or :NPU], cuda[:N]")
                .hasMessageContaining("found '");
    }
}
