package textmill.runtime.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The model file and what is known of its graph.
 *
 * @param path the file
 * @param sha256 hash of its bytes and of its external data, lower-case hexadecimal
 * @param precision how it computes
 * @param inputs names of the inputs to feed, in the order that the file declares them: {@code input_ids}, {@code
 *     attention_mask} and where declared {@code token_type_ids}, each {@code [batch, seq]}
 * @param narrowInputs true if the inputs are 32-bit integers, false if 64-bit
 * @param opsets operator set version by domain; ONNX's own is the empty string
 */
public record OnnxFile(
        Path path,
        String sha256,
        Precision precision,
        List<String> inputs,
        boolean narrowInputs,
        Map<String, Long> opsets) {}
