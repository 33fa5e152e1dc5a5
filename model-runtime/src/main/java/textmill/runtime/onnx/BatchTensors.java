package textmill.runtime.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.batch.TokenPlaces;
import textmill.runtime.graph.FusedGraph;
import textmill.runtime.model.ModelInput;

/** A batch as ONNX Runtime takes it: tensors over the batch's own buffers. For one thread. */
final class BatchTensors implements AutoCloseable {
    private final Map<String, OnnxTensor> byInput = new HashMap<>();

    private BatchTensors() {}

    /**
     * Those that a session takes.
     *
     * @param taken names of its inputs
     */
    static BatchTensors of(OrtEnvironment environment, PaddedBatch batch, BatchLayout layout, Set<String> taken)
            throws OrtException {
        BatchTensors tensors = new BatchTensors();
        boolean ready = false;
        try {
            for (ModelInput input : layout.inputs().list()) {
                if (taken.contains(input.name())) {
                    long[] shape = input.shape(batch.rows(), batch.longest());
                    tensors.byInput.put(
                            input.name(),
                            OnnxTensor.createTensor(environment, batch.values(input.role()), shape, type(input)));
                }
            }
            if (taken.contains(FusedGraph.TOKENS)) {
                TokenPlaces places = batch.places();
                tensors.add(
                        environment,
                        FusedGraph.TOKENS,
                        places.tokens(),
                        places.tokens().remaining());
                tensors.add(environment, FusedGraph.PLACES, places.places(), batch.rows(), batch.longest());
            }
            ready = true;
            return tensors;
        } finally {
            if (!ready) {
                tensors.close();
            }
        }
    }

    private void add(OrtEnvironment environment, String input, LongBuffer values, long... shape) throws OrtException {
        byInput.put(input, OnnxTensor.createTensor(environment, values, shape));
    }

    Map<String, OnnxTensor> byInput() {
        return byInput;
    }

    private static OnnxJavaType type(ModelInput input) {
        return switch (input.element()) {
            case INT64 -> OnnxJavaType.INT64;
            case INT32 -> OnnxJavaType.INT32;
            case FLOAT -> OnnxJavaType.FLOAT;
            case BOOL -> OnnxJavaType.BOOL;
        };
    }

    @Override
    public void close() {
        byInput.values().forEach(OnnxTensor::close);
    }
}
