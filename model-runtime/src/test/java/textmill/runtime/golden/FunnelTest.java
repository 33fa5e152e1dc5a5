package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.text.TextInput;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/** A directory of Funnel's, of which no exporter writes a graph that is right at every length. */
class FunnelTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path model;

    FunnelTest(@TempDir Path directory) {
        model = GoldenModel.of("optimum-base-mean").layOut(directory);
    }

    /** As FunnelTokenizerFast saves itself: {@code [CLS]} has a segment of its own. */
    @BeforeEach
    void makeItAFunnel() throws IOException {
        change("config.json", config -> config.put("model_type", "funnel"));
        change("tokenizer_config.json", config -> config.put("tokenizer_class", "FunnelTokenizer"));
        change("tokenizer.json", tokenizer -> {
            for (String template : List.of("single", "pair")) {
                ((ObjectNode) tokenizer.at("/post_processor/" + template + "/0/SpecialToken")).put("type_id", 2);
            }
        });
    }

    private void change(String name, Consumer<ObjectNode> change) throws IOException {
        Path file = model.resolve(name);
        ObjectNode content = (ObjectNode) JSON.readTree(file.toFile());
        change.accept(content);
        JSON.writeValue(file.toFile(), content);
    }

    @Test
    void shouldGiveTheFirstTokenItsOwnSegment() {
        try (TextTokenizer tokenizer = TextTokenizer.load(ModelSpec.read(model).tokenizer())) {
            int[] alone = types(tokenizer.tokenize("a house", false));
            int[] pair = types(tokenizer.tokenize(TextInput.pair("a house", "a river"), false));

            assertThat(alone[0]).isEqualTo(2);
            assertThat(alone).endsWith(0, 0);
            assertThat(pair[0]).isEqualTo(2);
            assertThat(pair[1]).isZero();
            assertThat(pair).endsWith(1, 1);
        }
    }

    private static int[] types(Tokens tokens) {
        int[] types = new int[tokens.length()];
        tokens.copyTypes(types, 0);
        return types;
    }

    @Test
    void shouldRefuseItsVocabularyAlone() throws IOException {
        Files.delete(model.resolve("tokenizer.json"));

        assertThatThrownBy(() -> ModelSpec.read(model))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("a model of type 'funnel' with a FunnelTokenizer");
    }

    @Test
    void shouldWarnOfItsGraphs() {
        assertThat(ModelSpec.read(model).warnings())
                .singleElement()
                .asString()
                .contains("family funnel", "--reference");
        assertThat(ModelSpec.read(GoldenModel.of("xlnet").layOut(model.resolveSibling("other")))
                        .warnings())
                .isEmpty();
    }
}
