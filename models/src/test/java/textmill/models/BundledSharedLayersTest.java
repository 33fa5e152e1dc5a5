package textmill.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.runtime.graph.SharedLayers;

/** What the bundled models have in common, which nothing but their files says. */
class BundledSharedLayersTest {
    /** Queries, keys and values in one, the output of attention, and two of the feed-forward part. */
    private static final int PRODUCTS_OF_A_LAYER = 4;

    private static final int LAYERS = 3;

    private final Path cache;

    BundledSharedLayersTest(@TempDir Path cache) {
        this.cache = cache;
    }

    @Test
    void shouldShareTheLowerLayersOfTheEncoderWithTheIntents() {
        // Given
        Path encoder = BundledModels.resolve("all-minilm-l6-v2", cache).resolve("model.onnx");
        Path intents = BundledModels.resolve("clinc150-intents", cache).resolve("model.onnx");
        Path replaced = BundledModels.resolve("rtd-small", cache).resolve("model.onnx");

        // When
        List<SharedLayers> found = SharedLayers.among(List.of(encoder, intents, replaced));

        // Then
        assertThat(found).singleElement().satisfies(shared -> {
            assertThat(shared.products()).isEqualTo(PRODUCTS_OF_A_LAYER * LAYERS);
            assertThat(shared.above()).containsOnlyKeys(encoder, intents);
        });
    }
}
