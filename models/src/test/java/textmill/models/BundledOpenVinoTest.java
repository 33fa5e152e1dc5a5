package textmill.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import textmill.runtime.TextModel;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.OpenVinoSettings;
import textmill.runtime.device.OpenVinoSettings.Precision;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.task.classification.Classification;

/** The bundled models through OpenVINO, where {@code OPENVINO_LIBRARY} names one; skipped elsewhere. */
class BundledOpenVinoTest {
    private static final Offset<Float> FP32 = Offset.offset(1e-3f);
    private static final Offset<Float> FEWER_BITS = Offset.offset(0.05f);
    private static final List<String> TEXTS = List.of(
            "what is the weather in paris",
            "please move forty dollars from checking to savings and tell me what is left",
            "The river rises in the hills north of the town, turns a dozen mills on its way, and is crossed by five bridges.",
            "a");

    private final Path cache;

    BundledOpenVinoTest(@TempDir Path cache) {
        this.cache = cache;
    }

    private TextModel open(String name, String device, Precision precision) {
        String library = System.getenv("OPENVINO_LIBRARY");
        Assumptions.assumeTrue(library != null && !library.isBlank(), "OPENVINO_LIBRARY names no OpenVINO");
        return TextModel.load(
                BundledModels.resolve(name, cache),
                ModelOptions.none(),
                EngineConfig.defaults()
                        .withDevice(DeviceChoice.parse(device))
                        .withThreadsAlone(1)
                        .withOpenVino(new OpenVinoSettings(Path.of(library), precision, cache.resolve("compiled"))));
    }

    private static Offset<Float> tolerance(Precision precision) {
        return precision == Precision.FP32 ? FP32 : FEWER_BITS;
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"FP32", "AUTO"})
    void shouldEmbedAsOnnxRuntimeDoes(Precision precision) {
        try (TextModel expected = open("all-minilm-l6-v2", "cpu", Precision.AUTO);
                TextModel model = open("all-minilm-l6-v2", "openvino", precision)) {
            for (String text : TEXTS) {
                assertThat(model.embed(text)).containsExactly(expected.embed(text), tolerance(precision));
            }
            assertThat(model.embed(TEXTS).get(3)).containsExactly(model.embed(TEXTS.get(3)));
        }
    }

    /** Its score of what is out of scope is a reduction that OpenVINO by itself sums up over the whole batch. */
    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"FP32", "AUTO"})
    void shouldClassifyAsOnnxRuntimeDoes(Precision precision) {
        try (TextModel expected = open("clinc150-intents", "cpu", Precision.AUTO);
                TextModel model = open("clinc150-intents", "openvino", precision)) {
            List<Classification> together = model.classify(TEXTS);
            for (int i = 0; i < TEXTS.size(); i++) {
                Classification wanted = expected.classify(TEXTS.get(i));
                assertThat(together.get(i).probabilities())
                        .containsExactly(wanted.probabilities(), tolerance(precision));
                assertThat(together.get(i).outOfScope()).isCloseTo(wanted.outOfScope(), tolerance(precision));
            }
        }
    }

    @Test
    void shouldScoreReplacedTokensAsOnnxRuntimeDoes() {
        try (TextModel expected = open("rtd-small", "cpu", Precision.AUTO);
                TextModel model = open("rtd-small", "openvino", Precision.AUTO)) {
            for (String text : TEXTS) {
                assertThat(model.replacedTokens(text).probabilities())
                        .containsExactly(expected.replacedTokens(text).probabilities(), FEWER_BITS);
            }
        }
    }
}
