package textmill.runtime.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceChoiceTest {

    @ParameterizedTest
    @CsvSource({
        "openvino, OPENVINO_CPU",
        "openvino:CPU, OPENVINO_CPU",
        "OpenVINO:cpu, OPENVINO_CPU",
        "openvino:GPU, OPENVINO_GPU",
        "openvino:npu, OPENVINO_NPU"
    })
    void shouldReadTheDevicesOfOpenVino(String written, Device.Kind kind) {
        DeviceChoice choice = DeviceChoice.parse(written);

        assertThat(choice.devices()).containsExactly(new Device(kind, 0));
        assertThat(choice.usesOpenVino()).isTrue();
        assertThat(DeviceChoice.parse(choice.toString())).isEqualTo(choice);
    }

    @Test
    void shouldNeverMeanOpenVinoByItself() {
        assertThat(DeviceChoice.auto().usesOpenVino()).isFalse();
        assertThat(DeviceChoice.parse("cpu,cuda:1").usesOpenVino()).isFalse();
        assertThat(DeviceChoice.parse("cpu,openvino").usesOpenVino()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"openvino:TPU", "openvino:", "openvino:0", "cpu:0", "open", "cuda:", "openvino,openvino:CPU"})
    void shouldRefuseWhatIsNone(String written) {
        assertThatThrownBy(() -> DeviceChoice.parse(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("device: expected ");
    }

    @Test
    void shouldTellWhatComputesWithTheProcessor() {
        assertThat(Device.Kind.OPENVINO_CPU.isProcessor()).isTrue();
        assertThat(Device.Kind.OPENVINO_GPU.isProcessor()).isFalse();
        assertThat(new Device(Device.Kind.OPENVINO_CPU, 0)).hasToString("openvino:CPU");
        assertThat(new Device(Device.Kind.CUDA, 1)).hasToString("cuda:1");
    }
}
