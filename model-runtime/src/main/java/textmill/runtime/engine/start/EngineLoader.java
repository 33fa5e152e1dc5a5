package textmill.runtime.engine.start;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceException;
import textmill.runtime.device.GpuSettings;
import textmill.runtime.engine.BatchingEngine;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.ModelSet;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.onnx.Devices;
import textmill.runtime.onnx.SessionSettings;
import textmill.runtime.openvino.OpenVinoModel;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.runner.TwoSessions;
import textmill.runtime.task.TaskSpec;

/** Opens engines: loads the models of their tasks, tries each once, measures where asked, and starts the threads. */
public final class EngineLoader {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLoader.class);

    private EngineLoader() {}

    /**
     * Opens an engine.
     *
     * @param config settings
     * @param tasks what to offer; names must differ
     * @throws ModelException if a model cannot be loaded
     * @throws DeviceException if a device was named that cannot be used
     */
    public static BatchingEngine open(EngineConfig config, List<TaskSpec> tasks) {
        SharedSessions sessions =
                new SharedSessions(tasks.stream().map(TaskSpec::model).toList());
        return open(
                config,
                tasks,
                (spec, device, threads) -> device.kind().usesOpenVino()
                        ? openVino(config, spec, device, threads)
                        : onnx(new Place(config, device, threads), spec, sessions));
    }

    private static ModelRunner openVino(EngineConfig config, ModelSpec spec, Device device, int threads) {
        DeviceDefaults defaults = DeviceDefaults.of(config, device);
        OpenVinoModel.Settings settings = new OpenVinoModel.Settings(
                device, defaults.callers(), threads, config.compute().openVino());
        return TwoSessions.open(
                many -> OpenVinoModel.open(spec, many == threads ? settings : settings.alone(many)),
                threads,
                defaults.threadsAlone());
    }

    /** Where a model runs, with how many threads a run. */
    private record Place(EngineConfig config, Device device, int threads) {}

    private static ModelRunner onnx(Place place, ModelSpec spec, SharedSessions sessions) {
        EngineConfig.Compute compute = place.config.compute();
        DeviceDefaults defaults = DeviceDefaults.of(place.config, place.device);
        // TensorRT is told of inputs [rows, width] only; of others it learns by the first batches.
        GpuSettings.@Nullable Shapes shapes = spec.onnx().inputs().square()
                ? null
                : defaults.shapes(spec.tokenizer().maxTokens());
        return TwoSessions.open(
                many -> sessions.open(
                        spec, new SessionSettings(place.device, many, compute.gpu(), shapes, compute.graphFusion())),
                place.threads,
                defaults.threadsAlone());
    }

    /**
     * Opens an engine with another way of opening models.
     *
     * @throws ModelException if a model cannot be loaded
     * @throws DeviceException if a device was named that cannot be used
     */
    public static BatchingEngine open(EngineConfig config, List<TaskSpec> tasks, RunnerOpener opener) {
        if (tasks.isEmpty() || tasks.stream().map(TaskSpec::name).distinct().count() < tasks.size()) {
            throw new IllegalArgumentException("an engine needs tasks with different names, found "
                    + tasks.stream().map(TaskSpec::name).toList());
        }
        List<Device> devices = Devices.resolve(config.compute().device());
        DeviceDefaults defaults = DeviceDefaults.of(config, devices.get(0));
        ModelSet models = new ModelLoader(devices, defaults, opener).load(tasks);
        try {
            new ModelProbe(models).check();
            new DeviceCheck(config.compute().device()).check(models.placements());
            if (config.batch().paddedTokens() == EngineConfig.MEASURE) {
                new BudgetTuner(models.models(), devices.get(0), defaults.callers()).tune();
            }
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
        LOG.info("Engine on {} with {}", models.devicesUsed(), defaults);
        return new BatchingEngine(config, models, defaults.sizes(devices.size()));
    }
}
