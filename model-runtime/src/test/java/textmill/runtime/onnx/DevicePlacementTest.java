package textmill.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import textmill.runtime.TestModels;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.DeviceException;
import textmill.runtime.device.Placement;
import textmill.runtime.runner.RunFailedException;

/** Which device is used, asked of the session. This build of ONNX Runtime has no CUDA: that is tested too. */
class DevicePlacementTest {
    private static final String CPU = "CPUExecutionProvider";
    private static final String CUDA = "CUDAExecutionProvider";
    private static final String TENSORRT = "TensorrtExecutionProvider";

    @ParameterizedTest
    @ValueSource(strings = {"tiny-bert", "tiny-electra", "tiny-roberta", "tiny-distilbert", "tiny-bert-int8"})
    void shouldHearFromTheSessionThatEveryNodeIsOnTheCpu(String name) throws IOException {
        // Given
        Set<Path> before = temporaryDirectories();

        // When
        try (OnnxModel model = OnnxModel.open(TestModels.tiny(name), Device.CPU, 1)) {
            // Then
            assertThat(model.placement().isKnown()).isTrue();
            assertThat(model.placement().nodes()).containsOnlyKeys(CPU);
            assertThat(model.placement().nodes().get(CPU)).isGreaterThan(20);
            assertThat(model.placement().matrixNodes().get(CPU))
                    .isBetween(4, model.placement().nodes().get(CPU));
            assertThat(model.device()).isEqualTo(Device.CPU);
            assertThat(model.placement()).hasToString(model.placement().nodes().get(CPU) + " nodes on " + CPU);
        }
        // Those of other processes come and go; one that we left behind would stay.
        await().atMost(Duration.ofMinutes(1)).until(() -> before.containsAll(temporaryDirectories()));
    }

    private static Set<Path> temporaryDirectories() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("textmill-placement"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void shouldMultiplyMatricesWhereItSays() throws RunFailedException {
        SessionSettings cpu = SessionSettings.of(Device.CPU, 1);
        for (boolean half : new boolean[] {false, true}) {
            try (MatrixProduct product = MatrixProduct.open(cpu, new MatrixProduct.Work(16, 3, half))) {
                product.run();
                assertThat(product.operations()).isEqualTo(2.0 * 16 * 16 * 16 * 3);
                assertThat(product.placement().matrixNodes()).isEqualTo(Map.of(CPU, 3));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuda", "cuda:3", "tensorrt", "cpu,cuda:0"})
    void shouldRefuseADeviceThatIsNotThere(String device) {
        assertThatThrownBy(() -> Devices.resolve(DeviceChoice.parse(device)))
                .isInstanceOf(DeviceException.class)
                .hasMessageStartingWith("device " + (device.contains("tensorrt") ? "tensorrt" : "cuda"))
                .hasMessageContaining("expected a device that ONNX Runtime can use")
                .hasMessageContaining("found that this build of ONNX Runtime has no")
                .hasMessageContaining("TEXTMILL_PROFILE=gpu")
                .hasMessageContaining("or set device=auto or device=cpu")
                .hasMessageNotContaining("\n");
    }

    @Test
    void shouldFallBackFromAutoWithOneQuietLineWhereTheBuildHasNoGpus() {
        // Given
        Logger logger = (Logger) LoggerFactory.getLogger(Devices.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);

        // When
        List<Device> devices = Devices.resolve(DeviceChoice.auto());

        // Then
        logger.detachAppender(log);
        assertThat(devices).containsExactly(Device.CPU);
        assertThat(log.list).hasSize(1);
        assertThat(log.list.get(0).getLevel()).isEqualTo(Level.INFO);
        assertThat(log.list.get(0).getFormattedMessage())
                .contains("device=auto runs on the CPU: this build of ONNX Runtime is for the CPU alone")
                .contains("TEXTMILL_PROFILE=gpu")
                .doesNotContain("\n");
    }

    @Test
    void shouldRefuseADeviceNamedTwice() {
        assertThatThrownBy(() -> DeviceChoice.parse("cuda, cuda:0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found cuda:0 twice");
    }

    @Test
    void shouldCountNodesByProvider() throws JsonProcessingException {
        // Given what ONNX Runtime writes: other events, two events of one node, a node without a provider
        String profile = """
                [{"cat":"Session","name":"model_run","args":{}},
                 {"cat":"Node","name":"a_fence_before","args":{"op_name":"MatMul"}},
                 {"cat":"Node","name":"a_kernel_time","args":{"op_name":"MatMul","provider":"CUDAExecutionProvider"}},
                 {"cat":"Node","name":"b_kernel_time","args":{"op_name":"Attention","provider":"CUDAExecutionProvider"}},
                 {"cat":"Node","name":"c_kernel_time","args":{"op_name":"Shape","provider":"CPUExecutionProvider"}},
                 {"cat":"Node","name":"d_kernel_time","args":{"op_name":"Gemm","provider":"CPUExecutionProvider"}}]
                """;

        // When
        Placement placement = PlacementProfile.read(new ObjectMapper().readTree(profile));

        // Then
        assertThat(placement.nodes()).isEqualTo(Map.of(CUDA, 2, CPU, 2));
        assertThat(placement.matrixNodes()).isEqualTo(Map.of(CUDA, 2, CPU, 1));
        assertThat(placement.kind()).isEqualTo(Device.Kind.CUDA);
        assertThat(placement.strays()).isEqualTo(1);
    }

    @Test
    void shouldCallTheDeviceThatDoesTheWorkTheActualOne() {
        Device cuda1 = new Device(Device.Kind.CUDA, 1);
        Device tensorrt1 = new Device(Device.Kind.TENSORRT, 1);

        assertThat(new Placement(Map.of(CUDA, 80, CPU, 9), Map.of(CUDA, 30)).actual(cuda1))
                .isEqualTo(cuda1);
        assertThat(new Placement(Map.of(CUDA, 9, CPU, 80), Map.of(CPU, 30)).actual(cuda1))
                .isEqualTo(Device.CPU);
        assertThat(new Placement(Map.of(TENSORRT, 1, CPU, 3), Map.of(TENSORRT, 1)).actual(tensorrt1))
                .isEqualTo(tensorrt1);
        assertThat(new Placement(Map.of(CUDA, 80, CPU, 3), Map.of(CUDA, 30)).actual(tensorrt1))
                .isEqualTo(cuda1);
        assertThat(Placement.unknown().actual(cuda1)).isEqualTo(cuda1);
    }

    @Test
    void shouldAskTheLoaderForTheLibraryThatIsMissing(@TempDir Path directory) throws IOException {
        Path absent = directory.resolve("libonnxruntime_providers_cuda.so");
        assertThat(ProviderLibrary.whyNotLoaded(absent))
                .hasValue("libonnxruntime_providers_cuda.so: cannot open shared object file");

        Path broken = Files.writeString(directory.resolve("libbroken.so"), "no library");
        assertThat(ProviderLibrary.whyNotLoaded(broken))
                .hasValueSatisfying(why -> assertThat(why).contains("libbroken.so"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Failed to load library libonnxruntime_providers_cuda.so with error: libcublasLt.so.12: cannot open"
                        + " shared object file: No such file or directory"
                        + " | the native library libcublasLt.so.12 is missing | LD_LIBRARY_PATH",
                "error: libcudnn.so.9: cannot open shared object file | libcudnn.so.9 is missing | install cuDNN 9",
                "error: libnvinfer.so.10: cannot open shared object file | libnvinfer.so.10 is missing | TensorRT 10",
                "error: libcuda.so.1: cannot open shared object file | libcuda.so.1 is missing | NVIDIA driver",
                "OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library | a native library is missing"
                        + " | LD_LIBRARY_PATH",
                "CUDA failure 100: no CUDA-capable device is detected ; GPU=0 | no GPU is visible | nvidia-smi",
                "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version | too old | driver",
                "CUDA failure 101: invalid device ordinal ; GPU=7 | no GPU with this number | nvidia-smi -L"
            })
    void shouldTellWhatIsMissingAndWhatToDo(String words, String found, String remedy) {
        DeviceProblem problem = DeviceProblem.of(new Device(Device.Kind.CUDA, 7), words);

        assertThat(problem.found()).contains(found);
        assertThat(problem.remedy()).contains(remedy);
    }
}
