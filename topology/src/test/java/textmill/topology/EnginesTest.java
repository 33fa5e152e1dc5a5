package textmill.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import textmill.runtime.device.GpuSettings;
import textmill.topology.config.TextmillConfig;

class EnginesTest {
    private static TextmillConfig config(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", "127.0.0.1:1");
        settings.put("schema.registry.url", "http://127.0.0.1:1");
        settings.put("embedding.model", "any");
        return TextmillConfig.parse(settings);
    }

    @Test
    void shouldTellGpusTheUsualThingsUnlessConfigured() {
        assertThat(Engines.gpu(config(Map.of()))).isEqualTo(GpuSettings.defaults());
    }

    @Test
    void shouldTellGpusWhatIsConfigured() {
        // When
        GpuSettings gpu = Engines.gpu(config(Map.of(
                "cuda.memory.limit.bytes", "1000",
                "cuda.memory.growth", "power-of-two",
                "cuda.conv.search", "exhaustive",
                "cuda.copy.stream", "own",
                "cuda.tf32", "true",
                "tensorrt.cache.directory", "/var/engines",
                "tensorrt.fp16", "true")));

        // Then
        assertThat(gpu)
                .isEqualTo(new GpuSettings(
                        1_000,
                        GpuSettings.Growth.POWER_OF_TWO,
                        GpuSettings.ConvSearch.EXHAUSTIVE,
                        true,
                        true,
                        new GpuSettings.TensorRt(Path.of("/var/engines"), true)));
    }
}
