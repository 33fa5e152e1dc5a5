package textmill.runtime.model;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A way to break a good model, and what the message must say.
 *
 * @param what is broken
 * @param file that the message names
 * @param by breaks a copy of the good model
 * @param expected what was expected, in the message
 * @param found what was found, in the message
 */
record BrokenDirectory(String what, String file, Break by, String expected, String found) {
    interface Break {
        void apply(Path directory) throws IOException;
    }

    @Override
    public String toString() {
        return what;
    }

    static List<BrokenDirectory> files() {
        return List.of(
                broken("no configuration", "config.json", delete("config.json"), "configuration", "no such file"),
                broken("no tokenizer", "tokenizer.json", delete("tokenizer.json"), "tokenizer", "no such file"),
                broken("no model", "model.onnx", delete("model.onnx"), "ONNX model", "no such file"),
                broken("empty model", "model.onnx", write("model.onnx", ""), "ONNX model", "an empty file"),
                broken("empty tokenizer", "tokenizer.json", write("tokenizer.json", ""), "tokenizer", "empty file"),
                broken("truncated model", "model.onnx", truncate("model.onnx"), "a complete ONNX", "cut off"),
                broken("text as a model", "model.onnx", write("model.onnx", "no model at all"), "ONNX", "no ONNX"),
                broken(
                        "Git LFS pointer",
                        "model.onnx",
                        write("model.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 90\n"),
                        "ONNX model",
                        "a Git LFS pointer; run 'git lfs pull'"),
                broken(
                        "Git LFS pointer as tokenizer",
                        "tokenizer.json",
                        write("tokenizer.json", "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 90\n"),
                        "tokenizer",
                        "a Git LFS pointer"),
                broken("broken JSON", "config.json", write("config.json", "{\"a\": "), "JSON", "invalid JSON"),
                broken("JSON of another kind", "config.json", write("config.json", "7"), "JSON", "number"),
                broken(
                        "checksum of another file",
                        "model.onnx",
                        write("model.onnx.sha256", "0123abcd  model.onnx\n"),
                        "SHA-256 0123abcd",
                        "found "),
                broken(
                        "figures of another file",
                        "quality.json",
                        write("quality.json", "{\"sha256\": \"0123abcd\"}"),
                        "the figures of model.onnx (SHA-256 ",
                        "those of a file with SHA-256 0123abcd"),
                broken("no figures", "quality.json", quality("{}"), "measures", "none"),
                broken(
                        "figures over no texts",
                        "quality.json",
                        quality(0, "{\"cosine.worst\": {\"value\": 0.99, \"least\": 0.985}}"),
                        "texts, over how many it was measured",
                        "found 0"),
                broken(
                        "figures without a bar",
                        "quality.json",
                        quality("{\"cosine.worst\": {\"value\": 0.99}}"),
                        "numbers value and least for cosine.worst",
                        "{\"value\":0.99}"),
                broken(
                        "below its bar",
                        "quality.json",
                        quality("{\"cosine.mean\": {\"value\": 0.999, \"least\": 0.996},"
                                + " \"cosine.worst\": {\"value\": 0.98, \"least\": 0.985}}"),
                        "cosine.worst of at least 0.985",
                        "0.98 over 1000 texts"));
    }

    static List<BrokenDirectory> graphs() {
        return List.of(
                graph("ancient opset", OnnxBytes.model(5, graph -> {}), "opset 7 or later", "opset 5"),
                graph("no graph", OnnxBytes.message().number(1, 8), "a complete ONNX model", "no graph"),
                graph(
                        "other inputs",
                        OnnxBytes.model(18, g -> g.value(11, "pixels", 1, -1, 3).value(12, "logits", 1, -1, 2)),
                        "input_ids, attention_mask, token_type_ids, position_ids",
                        "found input pixels [free, 3]"),
                graph(
                        "another input beside them",
                        OnnxBytes.model(
                                18, g -> g.value(11, "input_ids", 7, -1, -1).value(11, "bbox", 7, -1, -1, 4)),
                        "token_type_ids",
                        "found input bbox [free, free, 4]"),
                graph(
                        "a cache",
                        OnnxBytes.model(18, g -> g.value(11, "input_ids", 7, -1, -1)
                                .value(11, "past_key_values.0.key", 1, -1, 2, -1, 8)),
                        "found input past_key_values.0.key",
                        "use_cache=False"),
                graph(
                        "no ids",
                        OnnxBytes.model(18, g -> g.value(11, "attention_mask", 7, -1, -1)),
                        "an input input_ids",
                        "only attention_mask"),
                graph(
                        "ids of floats",
                        OnnxBytes.model(
                                18, g -> g.value(11, "input_ids", 1, -1, -1).value(11, "attention_mask", 1, -1, -1)),
                        "input input_ids of 64-bit or 32-bit integers",
                        "ONNX type 1"),
                graph(
                        "inputs of two lengths",
                        OnnxBytes.model(
                                18, g -> g.value(11, "input_ids", 7, -1, 128).value(11, "attention_mask", 7, -1, 64)),
                        "inputs of one shape",
                        "attention_mask [free, 64]"),
                graph(
                        "a fixed length that nothing masks",
                        OnnxBytes.model(18, g -> g.value(11, "input_ids", 7, -1, 128)),
                        "an input attention_mask",
                        "128 tokens"),
                graph(
                        "inputs of one dimension",
                        OnnxBytes.model(18, g -> g.value(11, "input_ids", 7, -1).value(11, "attention_mask", 7, -1)),
                        "[batch, seq]",
                        "[free]"),
                graph(
                        "outputs of another rank",
                        OnnxBytes.model(18, g -> g.value(11, "input_ids", 7, -1, -1)
                                .value(11, "attention_mask", 7, -1, -1)
                                .value(12, "scores", 1, -1)),
                        "last_hidden_state [batch, seq, hidden]",
                        "scores [free]"),
                graph(
                        "another hidden size",
                        OnnxBytes.model(18, g -> g.value(11, "input_ids", 7, -1, -1)
                                .value(11, "attention_mask", 7, -1, -1)
                                .value(12, "last_hidden_state", 1, -1, -1, 99)),
                        "hidden_size 32",
                        "[free, free, 99]"),
                broken(
                        "a vocabulary larger than the embedding table",
                        "tokenizer.json",
                        onnx(OnnxBytes.encoder(
                                g -> g.initialiser("words", 10, 32).node("Gather", "embedded", "words", "input_ids"))),
                        "token ids below 10",
                        "ids up to 499"));
    }

    static List<BrokenDirectory> references() {
        return List.of(
                graph(
                        "external data outside",
                        OnnxBytes.encoder(g -> g.external("w", "../secret", "0", "4")),
                        "inside the model's directory",
                        "'../secret'"),
                graph(
                        "external data at an absolute path",
                        OnnxBytes.encoder(g -> g.external("w", "/etc/hostname", "0", "4")),
                        "inside the model's directory",
                        "'/etc/hostname'"),
                broken(
                        "external data behind a link",
                        "model.onnx",
                        directory -> {
                            Files.writeString(directory.resolveSibling("secret"), "secret");
                            Files.createSymbolicLink(directory.resolve("link"), Path.of("../secret"));
                            OnnxBytes.encoder(g -> g.external("w", "link", "0", "4"))
                                    .write(directory.resolve("model.onnx"));
                            Files.delete(directory.resolve("model.onnx.sha256"));
                        },
                        "inside the model's directory",
                        "'link'"),
                broken(
                        "external data that is not there",
                        "weights.bin",
                        onnx(OnnxBytes.encoder(g -> g.external("w", "weights.bin", "0", "4"))),
                        "external data",
                        "no such file"),
                broken(
                        "external data cut off",
                        "weights.bin",
                        directory -> {
                            Files.writeString(directory.resolve("weights.bin"), "four");
                            onnx(OnnxBytes.encoder(g -> g.external("w", "weights.bin", "4", "4")))
                                    .apply(directory);
                        },
                        "at least 8 bytes",
                        "4 bytes"));
    }

    static List<BrokenDirectory> configurations() {
        return List.of(
                broken(
                        "unknown architecture",
                        "config.json",
                        directory -> {
                            Files.delete(directory.resolve("modules.json"));
                            Files.delete(directory.resolve("1_Pooling/config.json"));
                            write("config.json", "{\"architectures\": [\"GPT2LMHeadModelX\"]}")
                                    .apply(directory);
                        },
                        "ForSequenceClassification",
                        "GPT2LMHeadModelX"),
                broken(
                        "labels that do not fit",
                        "config.json",
                        classifier("\"id2label\": {\"0\": \"a\", \"1\": \"b\"}", 3),
                        "the 3 labels",
                        "2 labels"),
                broken(
                        "labels with a gap",
                        "config.json",
                        classifier("\"id2label\": {\"0\": \"a\", \"2\": \"b\"}", 2),
                        "keys 0 to 1",
                        "no key 1"),
                broken(
                        "three labels without names",
                        "config.json",
                        classifier("\"problem_type\": \"multi_label_classification\"", 3),
                        "names of 3 labels",
                        "none; state them"),
                broken(
                        "temperature of zero",
                        "config.json",
                        classifier("\"textmill\": {\"calibration\": {\"temperature\": 0}}", 2),
                        "temperature above 0",
                        "0.0"),
                broken(
                        "threshold above one",
                        "config.json",
                        directory -> {
                            Files.writeString(
                                    directory.resolve("config.json"),
                                    "{\"architectures\": [\"ElectraForPreTraining\"],"
                                            + " \"textmill\": {\"flag_threshold\": 1.5}}");
                            onnx(OnnxBytes.model(18, g -> g.value(11, "input_ids", 7, -1, -1)
                                            .value(11, "attention_mask", 7, -1, -1)
                                            .value(12, "logits", 1, -1, -1)))
                                    .apply(directory);
                        },
                        "flag_threshold from 0 to 1",
                        "1.5"),
                broken(
                        "pooling of another kind",
                        "config.json",
                        write("1_Pooling/config.json", "{\"pooling_mode_median_tokens\": true}"),
                        "a pooling_mode of these: cls",
                        "median_tokens"));
    }

    private static BrokenDirectory broken(String what, String file, Break by, String expected, String found) {
        return new BrokenDirectory(
                what, file.replace("/", FileSystems.getDefault().getSeparator()), by, expected, found);
    }

    private static BrokenDirectory graph(String what, OnnxBytes model, String expected, String found) {
        return broken(what, "model.onnx", onnx(model), expected, found);
    }

    private static Break onnx(OnnxBytes model) {
        return directory -> {
            model.write(directory.resolve("model.onnx"));
            Files.delete(directory.resolve("model.onnx.sha256"));
        };
    }

    private static Break classifier(String settings, int width) {
        return directory -> {
            Files.writeString(
                    directory.resolve("config.json"),
                    "{\"architectures\": [\"BertForSequenceClassification\"], " + settings + "}");
            onnx(OnnxBytes.model(18, g -> g.value(11, "input_ids", 7, -1, -1)
                            .value(11, "attention_mask", 7, -1, -1)
                            .value(12, "logits", 1, -1, width)))
                    .apply(directory);
        };
    }

    private static Break delete(String name) {
        return directory -> Files.delete(directory.resolve(name));
    }

    /** Figures that belong to the model file. */
    private static Break quality(String measures) {
        return quality(1000, measures);
    }

    private static Break quality(int texts, String measures) {
        return directory -> Files.writeString(
                directory.resolve("quality.json"),
                "{\"file\": \"model.onnx\", \"sha256\": \"" + Sha256.of(directory.resolve("model.onnx"))
                        + "\", \"texts\": " + texts + ", \"measures\": " + measures + "}");
    }

    private static Break write(String name, String content) {
        return directory -> Files.writeString(directory.resolve(name), content);
    }

    private static Break truncate(String name) {
        return directory -> {
            byte[] bytes = Files.readAllBytes(directory.resolve(name));
            Files.write(directory.resolve(name), Arrays.copyOf(bytes, bytes.length - 1_000));
        };
    }
}
