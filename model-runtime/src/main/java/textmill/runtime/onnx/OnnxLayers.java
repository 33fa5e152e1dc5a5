package textmill.runtime.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Set;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.graph.SharedLayers;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.runner.HiddenStates;
import textmill.runtime.runner.LowerLayers;
import textmill.runtime.runner.RunFailedException;

/** An ONNX Runtime session of layers that several models share; closed with the last model that is open above it. */
public final class OnnxLayers implements LowerLayers {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final BatchLayout layout;
    private final String output;
    private int users;

    private OnnxLayers(OrtEnvironment environment, OrtSession session, BatchLayout layout, String output) {
        this.environment = environment;
        this.session = session;
        this.layout = layout;
        this.output = output;
    }

    /**
     * Opens a session, which the first model above it owns together with those that follow.
     *
     * @param spec one of the models
     * @throws ModelException if ONNX Runtime refuses the layers
     */
    public static OnnxLayers open(ModelSpec spec, SharedLayers.Part part, SessionSettings settings) {
        OrtEnvironment environment = SilentEnvironment.get();
        try (OrtSession.SessionOptions options =
                settings.options(spec.onnx().inputs().names())) {
            options.addConfigEntry(OnnxModel.EXTERNAL_DATA, part.directory().toString());
            OrtSession session = environment.createSession(part.bytes(), options);
            return new OnnxLayers(environment, session, BatchLayout.of(spec), part.hidden());
        } catch (OrtException e) {
            throw OnnxModel.refused(spec.onnx(), e);
        }
    }

    /** What came out of a run; the values stay in native memory. */
    record Hidden(OrtSession.Result result, OnnxTensor tensor) implements HiddenStates {
        @Override
        public void close() {
            result.close();
        }
    }

    @Override
    public Hidden run(PaddedBatch batch) throws RunFailedException {
        try (BatchTensors inputs = BatchTensors.of(environment, batch, layout, session.getInputNames())) {
            OrtSession.Result result = session.run(inputs.byInput(), Set.of(output));
            if (result.get(0) instanceof OnnxTensor tensor) {
                return new Hidden(result, tensor);
            }
            result.close();
            throw new RunFailedException(RunFailedException.Kind.INPUT, "hidden states are no tensor", null);
        } catch (OrtException e) {
            String message = String.valueOf(e.getMessage());
            throw new RunFailedException(RuntimeMessage.classify(message), message, e);
        }
    }

    /** One more model is open above them. */
    synchronized void use() {
        users++;
    }

    /** One model fewer; after the last one nothing may run. */
    synchronized void leave() {
        users--;
        if (users == 0) {
            try {
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime could not close shared layers", e);
            }
        }
    }
}
