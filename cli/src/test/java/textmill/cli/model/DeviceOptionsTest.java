package textmill.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.OpenVinoSettings;
import textmill.runtime.engine.EngineConfig;

class DeviceOptionsTest {
    private static EngineConfig with(String... options) {
        return CommandLine.populateCommand(new DeviceOptions(), options).apply(EngineConfig.defaults());
    }

    @Test
    void shouldGiveTheEngineWhatWasAskedFor() {
        EngineConfig.Compute compute = with(
                        "--device",
                        "openvino",
                        "--precision",
                        "bf16",
                        "--openvino-library",
                        "lib",
                        "--graph-fusion",
                        "false")
                .compute();

        assertThat(compute.device()).isEqualTo(DeviceChoice.parse("openvino"));
        assertThat(compute.graphFusion()).isFalse();
        assertThat(compute.openVino())
                .isEqualTo(new OpenVinoSettings(Path.of("lib"), OpenVinoSettings.Precision.BF16, null));
    }

    @Test
    void shouldChangeNothingButTheDeviceWhereNothingWasAskedFor() {
        EngineConfig usual = EngineConfig.defaults();

        assertThat(with()).isEqualTo(usual.withDevice(DeviceChoice.auto()));
        assertThat(with("--graph-fusion", "true")).isEqualTo(usual);
    }
}
