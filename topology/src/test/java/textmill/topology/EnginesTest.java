package textmill.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.GpuSettings;
import textmill.runtime.device.OpenVinoSettings;
import textmill.runtime.engine.EngineConfig;
import textmill.topology.config.TextmillConfig;

class EnginesTest {
    private static TextmillConfig config(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", "127.0.0.1:1");
        settings.put("schema.registry.url", "http://127.0.0.1:1");
        settings.put("task.embeddings.model", "any");
        return TextmillConfig.parse(settings);
    }

    @Test
    void shouldTellGpusTheUsualThingsUnlessConfigured() {
        assertThat(Engines.gpu(config(Map.of()))).isEqualTo(GpuSettings.defaults());
    }

    /** One source of defaults; the one difference is named here. */
    @Test
    void shouldTellTheEngineTheUsualThingsButNotToLoadModelsTwice() {
        assertThat(Engines.settings(config(Map.of())))
                .isEqualTo(EngineConfig.defaults().withThreadsAlone(1))
                .isNotEqualTo(EngineConfig.defaults());
    }

    @Test
    void shouldTellTheEngineWhatIsConfigured() {
        EngineConfig engine = Engines.settings(config(Map.of(
                "device", "cpu",
                "window.texts", "300",
                "window.bytes", "4096",
                "batch.texts", "7",
                "batch.padded.tokens", "700",
                "batch.linger.ms", "5",
                "device.runs", "2",
                "run.threads", "3",
                "run.threads.alone", "4",
                "tokenizer.threads", "6")));

        assertThat(engine)
                .isEqualTo(EngineConfig.defaults()
                        .withDevice(DeviceChoice.parse("cpu"))
                        .withWindow(300, 4_096)
                        .withBatch(700, 7)
                        .withLinger(Duration.ofMillis(5))
                        .withThreads(2, 3, 6)
                        .withThreadsAlone(4));
        assertThat(Engines.settings(config(Map.of("cache.texts", "9", "graph.fusion", "false"))))
                .isEqualTo(
                        EngineConfig.defaults().withThreadsAlone(1).withCache(9).withGraphFusion(false));
    }

    @Test
    void shouldTellOpenVinoWhatIsConfigured() {
        assertThat(Engines.settings(config(Map.of(
                                "device", "openvino",
                                "precision", "bf16",
                                "openvino.library", "/opt/openvino/libs",
                                "openvino.cache.directory", "/var/compiled")))
                        .compute())
                .isEqualTo(EngineConfig.defaults()
                        .withDevice(DeviceChoice.parse("openvino:CPU"))
                        .withOpenVino(new OpenVinoSettings(
                                Path.of("/opt/openvino/libs"),
                                OpenVinoSettings.Precision.BF16,
                                Path.of("/var/compiled")))
                        .compute());
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
