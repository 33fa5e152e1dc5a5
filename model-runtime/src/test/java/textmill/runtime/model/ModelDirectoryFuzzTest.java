package textmill.runtime.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.runtime.TestModels;
import textmill.runtime.fuzz.Cost;
import textmill.runtime.fuzz.ScratchFile;
import textmill.runtime.task.TaskSpec;

/** Any bytes in the place of one of a model's small files. */
class ModelDirectoryFuzzTest {
    private static final List<String> FILES = List.of(
            "config.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "modules.json",
            "1_Pooling/config.json",
            "sentence_bert_config.json",
            "config_sentence_transformers.json",
            "2_Dense/config.json",
            "tokenizer.json",
            "vocab.txt",
            "model.onnx.sha256");

    private static final Path MODEL = copy();

    private static Path copy() {
        Path copy = ScratchFile.directory();
        try {
            TestModels.copy(TestModels.resource("/tiny/tiny-bert"), copy);
            Files.createDirectories(copy.resolve("2_Dense"));
            // Its weights are not what is tried here, and each try would read them all.
            OnnxBytes.encoder(graph -> graph.initialiser("words", 500, 32).node("Gather", "e", "words", "input_ids"))
                    .write(copy.resolve("model.onnx"));
            Files.delete(copy.resolve("model.onnx.sha256"));
            return copy;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<byte[]> seeds() {
        return IntStream.range(0, FILES.size()).mapToObj(i -> {
            try {
                Path file = MODEL.resolve(FILES.get(i));
                byte[] content = Files.exists(file)
                        ? Files.readAllBytes(file)
                        : other(FILES.get(i)).getBytes(UTF_8);
                byte[] seed = new byte[content.length + 1];
                seed[0] = (byte) i;
                System.arraycopy(content, 0, seed, 1, content.length);
                return seed;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static String other(String file) {
        return switch (file) {
            case "special_tokens_map.json" -> "{\"cls_token\":\"[CLS]\",\"sep_token\":{\"content\":\"[SEP]\"}}";
            case "added_tokens.json" -> "{\"[NEW]\":499}";
            case "sentence_bert_config.json" -> "{\"max_seq_length\":64,\"do_lower_case\":false}";
            case "config_sentence_transformers.json" ->
                "{\"prompts\":{\"query\":\"query: \"},\"default_prompt_name\":null,\"truncate_dim\":16}";
            case "2_Dense/config.json" -> "{\"in_features\":32,\"out_features\":16,\"bias\":true}";
            case "vocab.txt" -> "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\n";
            default -> "0123abcd";
        };
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldHoldForWhatIsKnown(byte[] data) throws IOException {
        shouldBeAModelOrSayWhyNot(data);
    }

    /** The first byte says which file. */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void shouldBeAModelOrSayWhyNot(byte[] data) throws IOException {
        if (data.length == 0) {
            return;
        }
        Path file = MODEL.resolve(FILES.get((data[0] & 0xff) % FILES.size()));
        byte[] before = Files.exists(file) ? Files.readAllBytes(file) : null;
        ScratchFile.write(file, Arrays.copyOfRange(data, 1, data.length));
        try {
            Cost.of(data, () -> {
                try {
                    TaskSpec.of(ModelSpec.read(MODEL));
                } catch (ModelException e) {
                    Cost.requireMessage(e);
                }
            });
        } finally {
            if (before == null) {
                Files.delete(file);
            } else {
                ScratchFile.write(file, before);
            }
        }
    }
}
