package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.text.TextInput;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/** Segments that the library does not hand to the model are not handed to it here either. */
class SegmentsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;

    SegmentsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @CsvSource({
        ", BertTokenizer, 1",
        "'input_ids,attention_mask', BertTokenizer, 0",
        "'input_ids,token_type_ids,attention_mask', BertTokenizer, 1",
        ", BigBirdTokenizer, 0",
        ", BigBirdTokenizerFast, 0",
        "'input_ids,token_type_ids,attention_mask', BigBirdTokenizer, 1",
    })
    void shouldNumberTheSecondTextAsTheLibraryDoes(@Nullable String inputs, String kind, int segment)
            throws IOException {
        // Given
        Path model = GoldenModel.of("pair-bert").layOut(directory);
        Path file = model.resolve("tokenizer_config.json");
        ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
        config.put("tokenizer_class", kind);
        if (inputs != null) {
            config.set("model_input_names", JSON.valueToTree(inputs.split(",")));
        }
        JSON.writeValue(file.toFile(), config);

        // When
        try (TextTokenizer tokenizer = TextTokenizer.load(ModelSpec.read(model).tokenizer())) {
            Tokens tokens = tokenizer.tokenize(TextInput.pair("a house", "a river"), false);
            int[] types = new int[tokens.length()];
            tokens.copyTypes(types, 0);

            // Then
            assertThat(types[0]).isZero();
            assertThat(types[types.length - 1]).isEqualTo(segment);
        }
    }
}
