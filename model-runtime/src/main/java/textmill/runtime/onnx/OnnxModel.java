package textmill.runtime.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceException;
import textmill.runtime.device.Placement;
import textmill.runtime.graph.FusedGraph;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelInput;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.OnnxFile;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.runner.RunFailedException;

/** An ONNX Runtime session on one device. */
public final class OnnxModel implements ModelRunner {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxModel.class);
    private static final String EXTERNAL_DATA = "session.model_external_initializers_file_folder_path";
    private static final int WARM_UP_TOKENS = 8;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final OnnxFile file;
    private final BatchLayout layout;
    private final WideOutputs wide;
    private final Device asked;
    private Placement placement = Placement.unknown();
    private boolean warm;
    private int joined;
    private boolean quantisesPerToken;

    private OnnxModel(OrtEnvironment environment, OrtSession session, ModelSpec spec, Device asked) {
        this.environment = environment;
        this.session = session;
        this.file = spec.onnx();
        this.layout = BatchLayout.of(spec);
        this.wide = new WideOutputs(spec.graph());
        this.asked = asked;
    }

    /** Version of ONNX Runtime. */
    public static String runtimeVersion() {
        return SilentEnvironment.get().getVersion();
    }

    /**
     * Loads the model onto a device and runs it once.
     *
     * @throws ModelException if ONNX Runtime refuses the file
     * @throws DeviceException if the device cannot be used
     */
    public static OnnxModel open(ModelSpec spec, SessionSettings settings) {
        FusedGraph fused = settings.fusesGraph() ? FusedGraph.of(spec.onnx().path()) : null;
        if (fused != null) {
            try {
                OnnxModel model = open(spec, settings, (environment, options) -> {
                    options.addConfigEntry(EXTERNAL_DATA, fused.directory().toString());
                    return environment.createSession(fused.bytes(), options);
                });
                if (model.warm) {
                    LOG.debug("{}: {} additions and normalisations joined", spec.name(), fused.joined());
                    model.joined = fused.joined();
                    model.quantisesPerToken = fused.quantisesPerToken();
                    return model;
                }
                model.close();
            } catch (ModelException e) {
                LOG.debug("The joined operators were refused: {}", e.getMessage());
            }
            LOG.info("{} runs as it was written, ONNX Runtime does not take its joined operators", spec.name());
        }
        return open(
                spec,
                settings,
                (environment, options) ->
                        environment.createSession(spec.onnx().path().toString(), options));
    }

    /** Makes a session of a model that is somewhere. */
    private interface Source {
        OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options) throws OrtException;
    }

    private static OnnxModel open(ModelSpec spec, SessionSettings settings, Source source) {
        OrtEnvironment environment = SilentEnvironment.get();
        try (OrtSession.SessionOptions options =
                settings.options(spec.onnx().inputs().names())) {
            PlacementProfile profile = PlacementProfile.begin(options);
            try {
                OrtSession session = source.open(environment, options);
                return warm(new OnnxModel(environment, session, spec, settings.device()), profile);
            } finally {
                profile.delete();
            }
        } catch (OrtException e) {
            boolean model = settings.device().kind() == Device.Kind.CPU
                    || RuntimeMessage.classify(String.valueOf(e.getMessage())) == RunFailedException.Kind.INPUT;
            throw model ? refused(spec.onnx(), e) : DeviceProblem.exception(settings.device(), e);
        }
    }

    /**
     * Loads the model onto a device with that device's usual settings.
     *
     * @param threadsPerRun threads of one run on the CPU
     * @throws ModelException if ONNX Runtime refuses the file
     * @throws DeviceException if the device cannot be used
     */
    public static OnnxModel open(ModelSpec spec, Device device, int threadsPerRun) {
        return open(spec, SessionSettings.of(device, threadsPerRun));
    }

    private static OnnxModel warm(OnnxModel model, PlacementProfile profile) throws OrtException {
        try {
            model.warmUp(profile);
            return model;
        } catch (OrtException | RuntimeException e) {
            model.session.close();
            throw e;
        }
    }

    /** One run, by which the session tells where its nodes are. */
    private void warmUp(PlacementProfile profile) throws OrtException {
        try {
            runBlank();
            warm = true;
        } catch (RunFailedException e) {
            LOG.debug("The warm-up run failed; the probe of the engine tells more: {}", e.getMessage());
        } finally {
            placement = profile.end(session);
        }
    }

    private static ModelException refused(OnnxFile file, OrtException e) {
        return new ModelException(
                file.path(),
                "a model that ONNX Runtime " + runtimeVersion() + " can load",
                "ONNX opset " + file.opsets().get("") + " and the refusal: " + e.getMessage(),
                "export the model again with an opset that this version knows",
                e);
    }

    @Override
    public ModelOutputs run(PaddedBatch batch, Set<String> outputs) throws RunFailedException {
        Map<String, OnnxTensor> inputs = new HashMap<>();
        Map<String, WideOutputs.Pinned> pinned = new HashMap<>();
        try {
            for (ModelInput input : layout.inputs().list()) {
                long[] shape = input.shape(batch.rows(), batch.longest());
                inputs.put(
                        input.name(),
                        OnnxTensor.createTensor(environment, batch.values(input.role()), shape, type(input)));
            }
            pinned.putAll(wide.pin(environment, batch, outputs));
            return run(inputs, outputs, pinned);
        } catch (OrtException e) {
            String message = String.valueOf(e.getMessage());
            throw new RunFailedException(RuntimeMessage.classify(message), message, e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
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
            Map<String, ModelOutputs.Tensor> tensors = copy(result, others);
            pinned.forEach(
                    (name, output) -> tensors.put(name, new ModelOutputs.Tensor(output.shape(), output.floats())));
            return new ModelOutputs(tensors, () -> wide.release(pinned));
        }
    }

    @Override
    public String runtime() {
        return runtimeVersion();
    }

    @Override
    public Device device() {
        return placement.actual(asked);
    }

    @Override
    public boolean works() {
        try {
            runBlank();
            return true;
        } catch (RunFailedException e) {
            return false;
        }
    }

    private void runBlank() throws RunFailedException {
        PaddedBatch batch = new PaddedBatch();
        // A value that is not spread over the rows of a batch shows with two of them.
        batch.fillBlank(layout, asked.kind() == Device.Kind.CPU ? 2 : 1, WARM_UP_TOKENS);
        run(batch, session.getOutputNames());
    }

    @Override
    public boolean quantisesPerToken() {
        return quantisesPerToken;
    }

    @Override
    public Placement placement() {
        return placement;
    }

    /** How many pairs of operators run as one that the file has apart. */
    int joined() {
        return joined;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not close " + file.path(), e);
        }
    }

    private static OnnxJavaType type(ModelInput input) {
        return switch (input.element()) {
            case INT64 -> OnnxJavaType.INT64;
            case INT32 -> OnnxJavaType.INT32;
            case FLOAT -> OnnxJavaType.FLOAT;
            case BOOL -> OnnxJavaType.BOOL;
        };
    }

    private static Map<String, ModelOutputs.Tensor> copy(OrtSession.Result result, Set<String> outputs)
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
