package textmill.runtime.tokenize;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.runtime.TestModels;
import textmill.runtime.fuzz.Cost;
import textmill.runtime.fuzz.ScratchFile;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.OnnxBytes;

/** Any bytes as a tokenizer's file; what can be loaded must take texts apart. */
class TokenizerFuzzTest {
    private static final Path MODEL = model();

    private static Path model() {
        Path source = TestModels.resource("/tiny/tiny-bert");
        Path copy = ScratchFile.directory();
        try {
            Files.copy(source.resolve("config.json"), copy.resolve("config.json"));
            OnnxBytes.encoder(graph -> graph.initialiser("words", 500, 32).node("Gather", "e", "words", "input_ids"))
                    .write(copy.resolve("model.onnx"));
            return copy;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<byte[]> seeds() throws IOException {
        return Stream.of(
                small(
                        "{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\","
                                + "\"max_input_chars_per_word\":100,\"vocab\":{\"[PAD]\":0,\"[UNK]\":1,\"[CLS]\":2,\"[SEP]\":3,\"a\":4,\"##b\":5}}"),
                small(
                        "{\"type\":\"BPE\",\"unk_token\":\"[UNK]\",\"vocab\":{\"[PAD]\":0,\"[UNK]\":1,\"[CLS]\":2,\"[SEP]\":3,\"a\":4,\"b\":5,"
                                + "\"ab\":6},\"merges\":[\"a b\"]}"),
                small(
                        "{\"type\":\"Unigram\",\"unk_id\":1,\"vocab\":[[\"[PAD]\",0],[\"[UNK]\",0],[\"[CLS]\",0],[\"[SEP]\",0],"
                                + "[\"a\",-1.5],[\"b\",-2]]}"),
                Files.readAllBytes(TestModels.resource("/tiny/tiny-roberta").resolve("tokenizer.json")));
    }

    private static byte[] small(String model) {
        return ("{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[{\"id\":2,\"content\":\"[CLS]\","
                        + "\"special\":true},{\"id\":3,\"content\":\"[SEP]\",\"special\":true}],\"normalizer\":{\"type\":\"BertNormalizer\","
                        + "\"clean_text\":true,\"handle_chinese_chars\":true,\"strip_accents\":null,\"lowercase\":true},\"pre_tokenizer\":{\"type\":"
                        + "\"BertPreTokenizer\"},\"post_processor\":{\"type\":\"BertProcessing\",\"sep\":[\"[SEP]\",3],\"cls\":[\"[CLS]\",2]},"
                        + "\"decoder\":{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":true},\"model\":" + model
                        + "}")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldHoldForWhatIsKnown(byte[] data) {
        shouldTakeTextsApartOrSayWhyNot(data);
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void shouldTakeTextsApartOrSayWhyNot(byte[] data) {
        ScratchFile.write(MODEL.resolve("tokenizer.json"), data);
        Cost.of(data, () -> {
            try (TextTokenizer tokenizer =
                    TextTokenizer.load(ModelSpec.read(MODEL).tokenizer())) {
                for (String text : new String[] {"ab a b", "", "\u00e4\ud83d\ude00\u0000 x"}) {
                    try {
                        tokenizer.tokenize(text, true);
                    } catch (TokenizeException e) {
                        Cost.requireMessage(e);
                    }
                }
            } catch (ModelException e) {
                Cost.requireMessage(e);
            }
        });
    }
}
