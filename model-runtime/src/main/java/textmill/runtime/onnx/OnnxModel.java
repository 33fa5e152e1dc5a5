package textmill.runtime.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceException;
import textmill.runtime.device.Placement;
import textmill.runtime.graph.FusedGraph;
import textmill.runtime.graph.SharedLayers;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.OnnxFile;
import textmill.runtime.runner.HiddenStates;
import textmill.runtime.runner.LayeredRunner;
import textmill.runtime.runner.LowerLayers;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.RunFailedException;

/** An ONNX Runtime session on one device: of a whole model, or of what it has above {@link OnnxLayers}. */
public final class OnnxModel implements LayeredRunner {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxModel.class);
    static final String EXTERNAL_DATA = "session.model_external_initializers_file_folder_path";
    private static final int WARM_UP_TOKENS = 8;

    private final OnnxSession session;
    private final OnnxFile file;
    private final Device asked;
    private final @Nullable Below below;
    private Placement placement = Placement.unknown();
    private boolean warm;
    private int joined;
    private boolean quantisesPerToken;

    /**
     * Layers that a model stands on.
     *
     * @param hidden by which name it takes what they give
     */
    private record Below(OnnxLayers layers, String hidden) {}

    private OnnxModel(OnnxSession session, ModelSpec spec, Device asked, @Nullable Below below) {
        this.session = session;
        this.file = spec.onnx();
        this.asked = asked;
        this.below = below;
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
            FusedGraph narrow = fused.withoutPadding();
            OnnxModel model = narrow == null ? null : open(spec, settings, narrow);
            if (model == null) {
                model = open(spec, settings, fused);
            }
            if (model != null) {
                return model;
            }
            LOG.info("{} runs as it was written, ONNX Runtime does not take its joined operators", spec.name());
        }
        return open(
                spec,
                settings,
                null,
                (environment, options) ->
                        environment.createSession(spec.onnx().path().toString(), options));
    }

    /** Loads the model as a changed graph; null if ONNX Runtime does not take it. */
    private static @Nullable OnnxModel open(ModelSpec spec, SessionSettings settings, FusedGraph graph) {
        try {
            OnnxModel model = open(spec, settings, null, (environment, options) -> {
                options.addConfigEntry(EXTERNAL_DATA, graph.directory().toString());
                return environment.createSession(graph.bytes(), options);
            });
            if (model.warm) {
                LOG.debug("{}: {} additions and normalisations joined", spec.name(), graph.joined());
                model.joined = graph.joined();
                model.quantisesPerToken = graph.quantisesPerToken();
                return model;
            }
            model.close();
        } catch (ModelException e) {
            LOG.debug("The changed graph was refused: {}", e.getMessage());
        }
        return null;
    }

    /**
     * Loads what a model has above shared layers and runs both once.
     *
     * @param layers that the model uses until it is closed
     * @return null if ONNX Runtime does not run it in two parts
     */
    public static @Nullable OnnxModel openAbove(
            ModelSpec spec, SessionSettings settings, OnnxLayers layers, SharedLayers.Part part) {
        layers.use();
        try {
            OnnxModel model = open(spec, settings, new Below(layers, part.hidden()), (environment, options) -> {
                options.addConfigEntry(EXTERNAL_DATA, part.directory().toString());
                return environment.createSession(part.bytes(), options);
            });
            if (model.warm) {
                return model;
            }
            model.close();
            return null;
        } catch (ModelException e) {
            LOG.debug("What is above shared layers was refused: {}", e.getMessage());
            layers.leave();
            return null;
        }
    }

    /** Makes a session of a model that is somewhere. */
    private interface Source {
        OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options) throws OrtException;
    }

    private static OnnxModel open(ModelSpec spec, SessionSettings settings, @Nullable Below below, Source source) {
        OrtEnvironment environment = SilentEnvironment.get();
        try (OrtSession.SessionOptions options =
                settings.options(spec.onnx().inputs().names())) {
            PlacementProfile profile = PlacementProfile.begin(options);
            try {
                OnnxSession session = new OnnxSession(environment, source.open(environment, options), spec);
                return warm(new OnnxModel(session, spec, settings.device(), below), profile);
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
            placement = session.end(profile);
        }
    }

    static ModelException refused(OnnxFile file, OrtException e) {
        return new ModelException(
                file.path(),
                "a model that ONNX Runtime " + runtimeVersion() + " can load",
                "ONNX opset " + file.opsets().get("") + " and the refusal: " + e.getMessage(),
                "export the model again with an opset that this version knows",
                e);
    }

    @Override
    public ModelOutputs run(PaddedBatch batch, Set<String> outputs) throws RunFailedException {
        if (below == null) {
            return session.run(batch, outputs, Map.of());
        }
        try (HiddenStates hidden = below.layers.run(batch)) {
            return runAbove(hidden, batch, outputs);
        }
    }

    @Override
    public ModelOutputs runAbove(HiddenStates hidden, PaddedBatch batch, Set<String> outputs)
            throws RunFailedException {
        if (below == null || !(hidden instanceof OnnxLayers.Hidden states)) {
            throw new IllegalArgumentException("hidden states of other layers than this model's");
        }
        return session.run(batch, outputs, Map.of(below.hidden, states.tensor()));
    }

    @Override
    public @Nullable LayeredRunner layered(boolean alone) {
        return below == null ? null : this;
    }

    @Override
    public LowerLayers lower() {
        if (below == null) {
            throw new IllegalStateException(file.path() + " shares no layers");
        }
        return below.layers;
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
        batch.fillBlank(session.layout(), asked.kind() == Device.Kind.CPU ? 2 : 1, WARM_UP_TOKENS);
        run(batch, session.outputs());
    }

    @Override
    public boolean quantisesPerToken() {
        return quantisesPerToken;
    }

    @Override
    public Placement placement() {
        return placement;
    }

    /** If padding is computed only where several tokens are looked at. */
    boolean skipsPadding() {
        return session.skipsPadding();
    }

    /** How many pairs of operators run as one that the file has apart. */
    int joined() {
        return joined;
    }

    @Override
    public void close() {
        try {
            session.close();
            if (below != null) {
                below.layers.leave();
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not close " + file.path(), e);
        }
    }
}
