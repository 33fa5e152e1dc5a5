package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads one model directory from top to bottom, and refuses it at the first thing that cannot work. */
final class ModelDirectory {
    static final String CONFIG = "config.json";
    private static final List<String> CONFIGURATION_FILES = List.of(
            CONFIG, "tokenizer_config.json", "modules.json", "sentence_bert_config.json", "1_Pooling/config.json");

    private final ModelOptions options;
    private final ModelFiles files;

    ModelDirectory(Path directory, ModelOptions options) {
        this.options = options;
        this.files = new ModelFiles(directory);
    }

    ModelSpec read() {
        JsonNode config = files.json(CONFIG, "the model's configuration");
        TokenizerReader tokenizer = new TokenizerReader(files, config);
        TokenizerFile tokenizerFile = tokenizer.read(options.maxTokens());
        OnnxFileReader onnx = new OnnxFileReader(files);
        OnnxFile onnxFile = onnx.read();
        onnx.requireEmbeddingRows(tokenizer.largestId(), tokenizerFile.path());
        return new ModelSpec(name(), files, config, onnxFile, onnx.graph(), tokenizerFile, configurationSha256());
    }

    private String name() {
        if (options.name() != null) {
            return options.name();
        }
        Path last = files.directory().toAbsolutePath().normalize().getFileName();
        return last == null ? "model" : last.toString();
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
