package textmill.runtime.model;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A model that was read and found usable.
 *
 * @param name of the directory, unless given
 * @param directory where it was read
 * @param kind what it computes
 * @param onnx the model file
 * @param tokenizer the tokenizer
 * @param head what to read from its outputs
 * @param configurationSha256 hash over the configuration files
 */
public record ModelSpec(
        String name,
        Path directory,
        TaskKind kind,
        OnnxFile onnx,
        TokenizerFile tokenizer,
        HeadSpec head,
        String configurationSha256) {

    /**
     * Reads and validates a model directory in the Hugging Face layout.
     *
     * @throws ModelException if anything in it cannot be used
     */
    public static ModelSpec read(Path directory) {
        return read(directory, ModelOptions.none());
    }

    /**
     * Reads and validates a model directory in the Hugging Face layout.
     *
     * @throws ModelException if anything in it cannot be used
     */
    public static ModelSpec read(Path directory, ModelOptions options) {
        return new ModelDirectory(directory, options).read();
    }

    /**
     * Equal fingerprints mean comparable results.
     *
     * @param runtimeVersion version of ONNX Runtime
     * @param deviceKind kind of device that it runs on, without its number
     * @return 64 hexadecimal digits
     */
    public String fingerprint(String runtimeVersion, String deviceKind) {
        String facts = String.join(
                "\n",
                List.of(
                        "model " + onnx.sha256(),
                        "tokenizer " + tokenizer.identity(),
                        "max tokens " + tokenizer.maxTokens(),
                        "configuration " + configurationSha256,
                        "head " + head,
                        "precision " + onnx.precision(),
                        "runtime " + runtimeVersion,
                        "device " + deviceKind));
        return Sha256.of(facts.getBytes(StandardCharsets.UTF_8));
    }
}
