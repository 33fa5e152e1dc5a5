package textmill.runtime.model;

import java.nio.file.Path;
import java.util.Map;

/**
 * The model file and what is known of its graph.
 *
 * @param path the file
 * @param sha256 hash of its bytes and of its external data, lower-case hexadecimal
 * @param precision how it computes
 * @param inputs what to feed
 * @param opsets operator set version by domain; ONNX's own is the empty string
 */
public record OnnxFile(Path path, String sha256, Precision precision, ModelInputs inputs, Map<String, Long> opsets) {}
