package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads one model directory from top to bottom, and refuses it at the first thing that cannot work. */
final class ModelDirectory {
    private static final String CONFIG = "config.json";
    private static final List<String> CONFIGURATION_FILES = List.of(
            CONFIG, "tokenizer_config.json", "modules.json", "sentence_bert_config.json", "1_Pooling/config.json");

    private final Path directory;
    private final ModelOptions options;
    private final ModelFiles files;

    ModelDirectory(Path directory, ModelOptions options) {
        this.directory = directory;
        this.options = options;
        this.files = new ModelFiles(directory);
    }

    ModelSpec read() {
        JsonNode config = files.json(CONFIG, "the model's configuration");
        TaskKind kind = kind(config);
        TokenizerReader tokenizer = new TokenizerReader(files, config);
        TokenizerFile tokenizerFile = tokenizer.read(options.maxTokens());
        OnnxFileReader onnx = new OnnxFileReader(files);
        OnnxFile onnxFile = onnx.read();
        onnx.requireEmbeddingRows(tokenizer.largestId(), tokenizerFile.path());
        HeadSpec head = new HeadReader(files, config, onnxFile.path()).read(kind, onnx.graph());
        return new ModelSpec(name(), directory, kind, onnxFile, tokenizerFile, head, configurationSha256());
    }

    private String name() {
        if (options.name() != null) {
            return options.name();
        }
        Path last = directory.toAbsolutePath().normalize().getFileName();
        return last == null ? "model" : last.toString();
    }

    private TaskKind kind(JsonNode config) {
        if (options.kind() != null) {
            return options.kind();
        }
        JsonNode architectures = config.path("architectures");
        String first = architectures.path(0).asText("");
        if (first.endsWith("ForSequenceClassification")) {
            return TaskKind.CLASSIFICATION;
        }
        if (first.equals("ElectraForPreTraining")) {
            return TaskKind.REPLACED_TOKENS;
        }
        if (first.isEmpty() || first.endsWith("Model") || first.endsWith("ForMaskedLM")) {
            return TaskKind.EMBEDDING;
        }
        if (first.endsWith("ForPreTraining")) {
            return first.startsWith("Electra") ? TaskKind.REPLACED_TOKENS : TaskKind.EMBEDDING;
        }
        throw new ModelException(
                files.path(CONFIG),
                "architectures of an encoder (…Model), a …ForSequenceClassification or an ElectraForPreTraining",
                first,
                "name the task (embedding, classification or replaced-tokens) if the model can do it");
    }

    private String configurationSha256() {
        StringBuilder all = new StringBuilder();
        for (String name : CONFIGURATION_FILES) {
            if (files.has(name)) {
                try {
                    all.append(name).append('\n').append(Files.readString(files.path(name), StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw ModelFiles.unreadable(files.path(name), "a configuration file in UTF-8", e);
                }
            }
        }
        return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }
}
