package textmill.runtime.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Placement;
import textmill.runtime.graph.FusedGraph;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.RunFailedException;

/** A batch in and outputs out of one session, which it owns. Thread-safe, as sessions are. */
final class OnnxSession {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final BatchLayout layout;
    private final WideOutputs wide;

    /** A session of the model, or of a part of it that has all its outputs. */
    OnnxSession(OrtEnvironment environment, OrtSession session, ModelSpec spec) {
        this.environment = environment;
        this.session = session;
        this.layout = BatchLayout.of(spec);
        this.wide = new WideOutputs(spec.graph());
    }

    BatchLayout layout() {
        return layout;
    }

    /** If it is told which tokens are no padding. */
    boolean skipsPadding() {
        return session.getInputNames().contains(FusedGraph.TOKENS);
    }

    /** All that it can compute. */
    Set<String> outputs() {
        return session.getOutputNames();
    }

    /** Where its nodes are, by the profile that it wrote since it was opened. */
    Placement end(PlacementProfile profile) throws OrtException {
        return profile.end(session);
    }

    /**
     * Runs once.
     *
     * @param given inputs beside those of the batch, which stay the caller's
     */
    ModelOutputs run(PaddedBatch batch, Set<String> outputs, Map<String, OnnxTensor> given) throws RunFailedException {
        Map<String, WideOutputs.Pinned> pinned = new HashMap<>();
        try (BatchTensors tensors = BatchTensors.of(environment, batch, layout, session.getInputNames())) {
            Map<String, OnnxTensor> inputs = new HashMap<>(tensors.byInput());
            inputs.putAll(given);
            pinned.putAll(wide.pin(environment, batch, outputs));
            return run(inputs, outputs, pinned);
        } catch (OrtException e) {
            String message = String.valueOf(e.getMessage());
            throw new RunFailedException(RuntimeMessage.classify(message), message, e);
        } finally {
            pinned.values().forEach(output -> output.tensor().close()); // the buffer stays
        }
    }

    private ModelOutputs run(
            Map<String, OnnxTensor> inputs, Set<String> outputs, Map<String, WideOutputs.Pinned> pinned)
            throws OrtException, RunFailedException {
        Set<String> others = new LinkedHashSet<>(outputs);
        others.removeAll(pinned.keySet());
        Map<String, OnnxTensor> written = new HashMap<>();
        pinned.forEach((name, output) -> written.put(name, output.tensor()));
        try (OrtSession.Result result = session.run(inputs, others, written)) {
            Map<String, ModelOutputs.Tensor> tensors = CopiedOutputs.of(result, others);
            pinned.forEach(
                    (name, output) -> tensors.put(name, new ModelOutputs.Tensor(output.shape(), output.floats())));
            return new ModelOutputs(tensors, () -> wide.release(pinned));
        }
    }

    void close() throws OrtException {
        session.close();
    }
}
