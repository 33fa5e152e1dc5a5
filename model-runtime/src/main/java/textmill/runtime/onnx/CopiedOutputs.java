package textmill.runtime.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.RunFailedException;

/** What a run gave, copied out of native memory. */
final class CopiedOutputs {
    private CopiedOutputs() {}

    /** Those of these names. */
    static Map<String, ModelOutputs.Tensor> of(OrtSession.Result result, Set<String> outputs)
            throws RunFailedException {
        Map<String, ModelOutputs.Tensor> tensors = new HashMap<>();
        for (Map.Entry<String, OnnxValue> entry : result) {
            if (!outputs.contains(entry.getKey())) {
                continue;
            }
            if (!(entry.getValue() instanceof OnnxTensor tensor)) {
                throw new RunFailedException(
                        RunFailedException.Kind.INPUT, "output " + entry.getKey() + " is no tensor", null);
            }
            FloatBuffer copy = tensor.getFloatBuffer();
            if (copy == null) {
                throw new RunFailedException(
                        RunFailedException.Kind.INPUT, "output " + entry.getKey() + " is not of floats", null);
            }
            tensors.put(entry.getKey(), new ModelOutputs.Tensor(tensor.getInfo().getShape(), array(copy)));
        }
        return tensors;
    }

    /** The library copies to an array of its own, which is not copied once more. */
    private static float[] array(FloatBuffer copy) {
        if (copy.hasArray() && copy.arrayOffset() == 0 && copy.array().length == copy.remaining()) {
            return copy.array();
        }
        float[] values = new float[copy.remaining()];
        copy.get(values);
        return values;
    }
}
