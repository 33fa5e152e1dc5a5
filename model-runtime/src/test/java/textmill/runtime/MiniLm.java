package textmill.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** all-MiniLM-L6-v2 from the test class path, laid out as a model directory once per JVM. */
public final class MiniLm {
    private static final class Holder {
        static final Path DIRECTORY = unpack();
    }

    private MiniLm() {}

    /** The directory; shared by all tests, never to be changed. */
    public static Path directory() {
        return Holder.DIRECTORY;
    }

    private static Path unpack() {
        try {
            Path directory = Path.of("target", "test-models", "all-minilm-l6-v2");
            Files.createDirectories(directory.resolve("1_Pooling"));
            copy("all-minilm-l6-v2.onnx", directory.resolve("model.onnx"));
            copy("all-minilm-l6-v2-tokenizer.json", directory.resolve("tokenizer.json"));
            Files.writeString(directory.resolve("config.json"), """
                    {"architectures": ["BertModel"], "model_type": "bert", "hidden_size": 384, "vocab_size": 30522,
                     "max_position_embeddings": 512, "pad_token_id": 0}
                    """);
            Files.writeString(directory.resolve("modules.json"), """
                    [{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
                     {"idx": 1, "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
                     {"idx": 2, "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
                    """);
            Files.writeString(directory.resolve("1_Pooling/config.json"), "{\"pooling_mode_mean_tokens\": true}");
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(String resource, Path to) throws IOException {
        if (Files.exists(to)) {
            return;
        }
        Path part = Files.createTempFile(to.toAbsolutePath().getParent(), "part", null);
        try (InputStream in = MiniLm.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new IOException("not on the class path: " + resource);
            }
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(part, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
