package textmill.models.hub;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A hub with one model, and a cache to fetch it to. */
abstract class HubFixture {
    static final String NAME = "hf://owner/tiny";

    final Path home;
    final byte[] graph = new byte[300_000];
    final Map<String, String> environment = new HashMap<>();
    HubServer hub;

    HubFixture(@TempDir Path home) {
        this.home = home;
    }

    @BeforeEach
    void startHub() throws IOException {
        new Random(1).nextBytes(graph);
        hub = new HubServer()
                .with("README.md", "a card")
                .with("config.json", "{\"model_type\": \"bert\"}")
                .with("modules.json", "[{\"path\": \"\"}, {\"path\": \"1_Pooling\"}, {\"path\": \"2_Dense\"}]")
                .with("1_Pooling/config.json", "{}")
                .with("2_Dense/config.json", "{}")
                .with("tokenizer.json", "{\"model\": {}}")
                .with("pytorch_model.bin.index.json", "{}")
                .with("openvino/openvino_model.xml", "<a/>")
                .withLarge("model.safetensors", new byte[] {1})
                .withLarge("2_Dense/model.safetensors", new byte[] {2, 3})
                .withLarge("onnx/model_quantized.onnx", new byte[] {4, 5, 6})
                .withLarge("onnx/model.onnx_data", new byte[] {7})
                .withLarge("onnx/model.onnx", graph);
        environment.put("HF_ENDPOINT", hub.endpoint());
        environment.put("HF_HOME", home.toString());
    }

    @AfterEach
    void stopHub() {
        hub.close();
    }

    Path resolve(String name) {
        return resolve(name, null);
    }

    Path resolve(String name, @Nullable String file) {
        HubSettings settings =
                HubSettings.of(environment, home.resolve("nobody").toString());
        return new HubModels(settings, Duration.ofMillis(1)).resolve(name, file);
    }
}
