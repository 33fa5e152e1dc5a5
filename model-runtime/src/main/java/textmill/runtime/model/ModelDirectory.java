package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import textmill.runtime.graph.OnnxGraph;

/** Reads one model directory from top to bottom, and refuses it at the first thing that cannot work. */
final class ModelDirectory {
    static final String CONFIG = "config.json";
    private static final List<String> CONFIGURATION_FILES =
            List.of(CONFIG, TokenizerConfig.FILE, SentenceLayout.MODULES);

    private final ModelOptions options;
    private final ModelFiles top;

    ModelDirectory(Path directory, ModelOptions options) {
        this.options = options;
        this.top = new ModelFiles(directory);
    }

    ModelSpec read() {
        SentenceLayout layout = SentenceLayout.read(top);
        ModelFiles files = top.below(layout.transformer());
        JsonNode config = files.json(CONFIG, "the model's configuration");
        if (!config.isObject()) {
            throw new ModelException(files.path(CONFIG), "a JSON object", "JSON of another kind", ModelFiles.REFETCH);
        }
        Statements stated = options.stated().or(Statements.read(config.path("textmill"), files.path(CONFIG)));
        TokenizerReader tokenizer = new TokenizerReader(files, config);
        Prompts prompts = Prompts.read(layout);
        TokenizerFile tokenizerFile =
                tokenizer.read(options.maxTokens(), prompts.choose(stated.prompt()), prompts.byName());
        OnnxFileReader onnx = new OnnxFileReader(files, FileHashes.ofUser());
        OnnxFile onnxFile = onnx.read(stated.modelFile());
        onnx.requireEmbeddingRows(tokenizer.largestId(), tokenizerFile.path());
        TokenizerFile fitting = fitting(onnxFile.inputs().cut(tokenizerFile), onnx.graph(), config);
        requireWanted(fitting, onnxFile);
        Quality unused = Quality.of(files, onnxFile);
        Configuration configuration = new Configuration(config, layout, stated, sha256(files));
        return new ModelSpec(name(), files, configuration, onnxFile, onnx.graph(), fitting);
    }

    /** A table of positions may be shorter than the files say: what does not fit is cut, as any long text is. */
    private static TokenizerFile fitting(TokenizerFile tokenizer, OnnxGraph graph, JsonNode config) {
        PositionNumbers positions = PositionNumbers.of(config.path("model_type").asText());
        int most = positions.tokens((int) graph.positionRows(), tokenizer.padId());
        return graph.positionRows() <= 0 || tokenizer.maxTokens() <= most ? tokenizer : tokenizer.withMaxTokens(most);
    }

    /** A limit that somebody asked for is not lowered without a word. */
    private void requireWanted(TokenizerFile fitting, OnnxFile onnx) {
        Integer wanted = options.maxTokens();
        if (wanted != null && wanted > fitting.maxTokens()) {
            boolean fixed = onnx.inputs().width() != ModelInputs.FREE;
            throw new ModelException(
                    onnx.path(),
                    "a token limit from 3 to " + fitting.maxTokens() + ", "
                            + (fixed ? "the fixed length of this graph" : "what its table of positions has room for"),
                    String.valueOf(wanted),
                    "change the configured limit");
        }
    }

    private String name() {
        if (options.name() != null) {
            return options.name();
        }
        Path last = top.directory().toAbsolutePath().normalize().getFileName();
        return last == null ? "model" : last.toString();
    }

    private String sha256(ModelFiles files) {
        StringBuilder all = new StringBuilder();
        for (String name : CONFIGURATION_FILES) {
            ModelFiles where = name.equals(SentenceLayout.MODULES) ? top : files;
            if (where.has(name)) {
                try {
                    all.append(name).append('\n').append(Files.readString(where.path(name), StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw ModelFiles.unreadable(where.path(name), "a configuration file in UTF-8", e);
                }
            }
        }
        return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }
}
