package textmill.benchmarks.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.runtime.device.Device;

class DeviceReportTest {
    @Test
    void shouldCountTheProductsOfBertBase(@TempDir Path directory) throws IOException {
        Files.writeString(
                directory.resolve("config.json"),
                "{\"num_hidden_layers\":12,\"hidden_size\":768,\"intermediate_size\":3072}");

        // 85 million weights in matrices, two operations each, and attention over 128 tokens
        assertThat(TransformerWork.of(directory).operationsPerToken(128)).isEqualTo(169_869_312.0 + 4_718_592.0);
    }

    @Test
    void shouldSayWhatWasNotMeasured() {
        DeviceReport report = new DeviceReport("m", 2e12);
        report.add(new DeviceReport.Row(256, new DeviceReport.Shape(8, 32), 1_000, 1e12, List.of()));

        assertThat(report.lines()).hasSize(4);
        assertThat(report.lines().get(3)).startsWith("256").contains("50.0 %").endsWith("not measured  not measured");
        assertThat(report.json().path("rows").path(0).path("shareOfPeak").asDouble())
                .isEqualTo(0.5, within(1e-9));
    }

    @Test
    void shouldReadWhatNvidiaSmiPrints() {
        assertThat(GpuSampler.Sample.parse("97, 20480")).hasValue(new GpuSampler.Sample(97, 20_480));
        assertThat(GpuSampler.Sample.parse("[N/A], 1")).isEmpty();
        assertThat(GpuSampler.Sample.parse("No devices were found")).isEmpty();
        assertThat(GpuSampler.start(Device.CPU)).isEmpty();
    }
}
